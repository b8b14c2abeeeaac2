// @ts-check
/** Three soft notes through the chosen speaker. */

const NOTES = [523.25, 659.25, 783.99];

/** @param {string} speaker device id, "" for the default */
export async function playTestSound(speaker) {
  const context = new AudioContext();
  try {
    if (speaker && "setSinkId" in context) {
      await /** @type {AudioContext & { setSinkId: (id: string) => Promise<void> }} */ (context).setSinkId(speaker).catch(() => {});
    }
    await context.resume();
    const start = context.currentTime + 0.05;
    const notes = NOTES.map((frequency, index) => {
      const at = start + index * 0.22;
      const note = new OscillatorNode(context, { frequency, type: "sine" });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.2, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
      note.connect(volume).connect(context.destination);
      note.start(at);
      note.stop(at + 0.55);
      return note;
    });
    await new Promise((resolve) => notes.at(-1)?.addEventListener("ended", resolve));
  } finally {
    await context.close();
  }
}
