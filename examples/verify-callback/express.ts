import express from "express";
import { createHandler, nodeAdapter } from "pulumi-trtc/callback";
import { eventSentence } from "./event-sentence";

const { PORT = "8080", TRTC_CALLBACK_KEY = "", TRTC_SDK_APP_ID } = process.env;

// without a key, or without an application, it refuses to start
const handle = createHandler({
  keys: [TRTC_CALLBACK_KEY],
  sdkAppIds: [Number(TRTC_SDK_APP_ID)],
  onEvent: (received) => console.log(eventSentence(received)),
  log: ({ level, message }) => console[level](message),
});

const app = express();
// before any body parser: the signature is over the body as it was sent
app.post("/trtc", nodeAdapter(handle));
app.use(express.json());
app.listen(Number(PORT), "127.0.0.1");
