import {
  isHit,
  newNumber,
  PASSED,
  resultPayload,
  verdictOf,
} from "../../../../../emulator/src/trtc/moderation/verdict";
import { textLike } from "../../any-value";

const told = (verdict: unknown) => verdictOf({ verdict });

test("a verdict of both kinds, with what is left out", () => {
  expect(told({ suggest: "block", label: "Polity" })).toEqual({
    verdict: { suggest: "block", label: "Polity", score: 100, text: "" },
    kinds: ["audio", "video"],
  });
  expect(told({ suggest: "pass", label: "Normal" })).toEqual({
    verdict: PASSED,
    kinds: ["audio", "video"],
  });
});

test("a verdict of one kind, with everything given", () => {
  expect(told({ suggest: "review", label: "Ad", score: 60, text: "buy", mediaType: "audio" })).toEqual({
    verdict: { suggest: "review", label: "Ad", score: 60, text: "buy" },
    kinds: ["audio"],
  });
  expect(told({ suggest: "review", label: "Ad", mediaType: "image" })).toMatchObject({ kinds: ["video"] });
});

test.each([
  [null],
  [{}],
  [{ suggest: "deny", label: "Ad" }],
  [{ suggest: "block", label: "Fraud" }],
  [{ suggest: "block" }],
  [{ suggest: "block", label: "Ad", score: 101 }],
  [{ suggest: "block", label: "Ad", score: 0.5 }],
  [{ suggest: "block", label: "Ad", text: 1 }],
  [{ suggest: "block", label: "Ad", mediaType: "video" }],
  [{ suggest: "block", label: "Ad", colour: "red" }],
])("what is no verdict is refused with what is one: %j", (verdict) => {
  expect(told(verdict)).toBe(
    'body: allowed is {"verdict": {"suggest": "pass", "review" or "block", "label": Normal, Ad, Porn, Abuse, Illegal, ' +
      'Polity, Terror, Sexy, QRCode, Custom, "score"?: a whole number from 0 to 100, "text"?: a text, "mediaType"?: "audio" or "image"}}',
  );
});

test.each([[undefined], ["block"], [{ verdict: PASSED, more: 1 }]])("nor is %j a body", (body) => {
  expect(verdictOf(body)).toEqual(textLike(/^body: allowed is/));
});

test("review and block are hits, pass is none", () => {
  const hits = (["pass", "review", "block"] as const).map((suggest) => isHit({ ...PASSED, suggest }));
  expect(hits).toEqual([false, true, true]);
});

test("numbers look like the vendor's and differ", () => {
  const numbers = Array.from({ length: 100 }, newNumber);
  expect(numbers.filter((number) => !/^\d{18}$/.test(number))).toEqual([]);
  expect(new Set(numbers).size).toBe(100);
});

test("a piece of audio that is blocked, as in the vendor's sample", () => {
  const verdict = { suggest: "block", label: "Polity", score: 100, text: "xxxxxx." } as const;
  expect(resultPayload(verdict, { kind: "audio", url: "https://x.xx.com/t/5.ogg", supplier: "" })).toEqual({
    DataId: textLike(/^\d{18}$/),
    RequestId: "",
    MediaType: 1,
    Suggest: 2,
    Label: "Polity",
    Image: "",
    Rate: 100,
    Audio: "https://x.xx.com/t/5.ogg",
    AudioText: "xxxxxx.",
    CheckDetail: [
      {
        Label: "Polity",
        Suggest: 2,
        Keywords: [],
        Score: 100,
        Desc: "",
        AudioSegments: {},
        ImageLocation: {},
      },
    ],
  });
});

test("a picture that another supplier wants reviewed, as in the vendor's sample", () => {
  const verdict = { suggest: "review", label: "Ad", score: 90, text: "Movable Type" } as const;
  expect(resultPayload(verdict, { kind: "video", url: "https://x/p.png", supplier: "tianyu" })).toEqual({
    DataId: textLike(/^\d{18}$/),
    RequestId: textLike(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    MediaType: 2,
    Suggest: 1,
    Label: "Ad",
    Image: "https://x/p.png",
    ImageOcr: "Movable Type",
    Rate: 90,
    Audio: "",
    AudioText: "",
    CheckDetail: [
      { Scene: "Ad", Label: "Ad", Suggest: 1, Keywords: [], Score: 90, AudioSegments: {}, ImageLocation: {} },
    ],
  });
});

test("what passes has no details", () => {
  expect(resultPayload(PASSED, { kind: "audio", url: "", supplier: "trtc" })).toMatchObject({
    RequestId: "",
    Suggest: 0,
    Label: "Normal",
    Rate: 0,
    CheckDetail: [],
  });
});
