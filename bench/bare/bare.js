// The least a page can do: camera and microphone in hand, one room, one token, no Focal.
const { Room, RoomEvent } = LivekitClient;
const button = document.querySelector("button");
const { url, token } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)).entries());
const room = new Room({ adaptiveStream: true, dynacast: true });
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }; // as Focal asks
let tracks = [];

room.on(RoomEvent.TrackSubscribed, (track) => {
  if (track.kind !== "video") return;
  const video = track.attach();
  document.querySelector("div").append(video);
  video.requestVideoFrameCallback(() => performance.mark("focal:first-remote-frame"));
});

button.addEventListener("click", async () => {
  performance.mark("focal:join-click");
  await room.connect(url, token);
  for (const track of tracks) void room.localParticipant.publishTrack(track);
});

navigator.mediaDevices.getUserMedia({ audio: true, video: PICTURE }).then((stream) => {
  tracks = stream.getTracks();
  void room.prepareConnection(url, token);
  button.disabled = false;
  performance.mark("focal:join-usable");
});
