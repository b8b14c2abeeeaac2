// The usual token server of the tutorials: it checks nothing and keeps nothing.
import express from "express";
import { AccessToken } from "livekit-server-sdk";

const app = express();
app.use(express.json());
app.post("/token", async (request, response) => {
  const { roomName, participantName } = request.body;
  const token = new AccessToken(process.env.LIVEKIT_API_KEY, process.env.LIVEKIT_API_SECRET, {
    identity: participantName,
  });
  token.addGrant({ roomJoin: true, room: roomName });
  response.json({ token: await token.toJwt(), url: process.env.LIVEKIT_URL });
});
app.listen(Number(process.env.PORT), "127.0.0.1");
