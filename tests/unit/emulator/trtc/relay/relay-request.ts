import { SDK_APP_ID, userSig } from "../../started-emulator";
import type { TrtcClient } from "../../started-emulator";

export type StartRequest = Parameters<TrtcClient["StartPublishCdnStream"]>[0];

export const URL_ONE = "rtmp://push.example.com/live/one?txSecret=planted-one";
export const URL_TWO = "rtmp://push.example.com/live/two?txSecret=planted-two";

export const ENCODE = { SampleRate: 48000, Channel: 2, BitRate: 128, Codec: 0 };
export const VIDEO = {
  VideoEncode: { Width: 1280, Height: 720, Fps: 25, BitRate: 2500, Gop: 2 },
  LayoutParams: { MixLayoutMode: 3 },
  BackGroundColor: "0x000000",
};

/** A right Start request for a mix of the string room `lobby` with one target. */
export function startRequest(changes: Partial<StartRequest> = {}): StartRequest {
  return {
    SdkAppId: SDK_APP_ID,
    RoomId: "lobby",
    RoomIdType: 1,
    AgentParams: { UserId: "relay", UserSig: userSig("relay"), MaxIdleTime: 30 },
    WithTranscoding: 1,
    AudioParams: { AudioEncode: ENCODE },
    VideoParams: VIDEO,
    PublishCdnParams: [{ PublishCdnUrl: URL_ONE, IsTencentCdn: 1 }],
    ...changes,
  };
}
