import type { JsonObject } from "../../callbacks";
import { randomInt, randomUUID } from "node:crypto";

/** What is to be said of a piece. */
export interface Verdict {
  readonly suggest: "pass" | "review" | "block";
  readonly label: string;
  /** How sure, 0 to 100. */
  readonly score: number;
  /** What was heard, or read in a picture. */
  readonly text: string;
}

/** As the vendor's table of event 1104 has them (73394). */
const SUGGEST = { pass: 0, review: 1, block: 2 } as const;
const MEDIA_TYPE = { audio: 1, video: 2 } as const;
const LABELS = ["Normal", "Ad", "Porn", "Abuse", "Illegal", "Polity", "Terror", "Sexy", "QRCode", "Custom"];

export const PASSED: Verdict = { suggest: "pass", label: "Normal", score: 0, text: "" };

export function isHit({ suggest }: Verdict): boolean {
  return suggest !== "pass";
}

/** An id such as 547512114953106866. */
export function newNumber(): string {
  return `${randomInt(1e8, 1e9)}${randomInt(1e8, 1e9)}`;
}

/**
 * The payload of event 1104, as in the guide's samples of audio and picture.
 *
 * @param piece.url - where the file is kept; "" when it is not
 */
export function resultPayload(
  { suggest, label, score, text }: Verdict,
  piece: { readonly kind: "audio" | "video"; readonly url: string; readonly supplier: string },
): JsonObject {
  const isAudio = piece.kind === "audio";
  const detail = {
    ...(isAudio ? {} : { Scene: label }),
    Label: label,
    Suggest: SUGGEST[suggest],
    Keywords: [],
    Score: score,
    ...(isAudio ? { Desc: "" } : {}),
    AudioSegments: {},
    ImageLocation: {},
  };
  return {
    DataId: newNumber(),
    RequestId: piece.supplier === "" || piece.supplier === "trtc" ? "" : randomUUID(),
    MediaType: MEDIA_TYPE[piece.kind],
    Suggest: SUGGEST[suggest],
    Label: label,
    Image: isAudio ? "" : piece.url,
    ...(isAudio ? {} : { ImageOcr: text }),
    Rate: score,
    Audio: isAudio ? piece.url : "",
    AudioText: isAudio ? text : "",
    CheckDetail: suggest === "pass" ? [] : [detail],
  };
}

const FORM =
  'body: allowed is {"verdict": {"suggest": "pass", "review" or "block", "label": ' +
  `${LABELS.join(", ")}, "score"?: a whole number from 0 to 100, "text"?: a text, "mediaType"?: "audio" or "image"}}`;

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
}

/** A control call's verdict and of which pieces it is; a text says what is wrong with it. */
export function verdictOf(
  body: unknown,
): { readonly verdict: Verdict; readonly kinds: readonly ("audio" | "video")[] } | string {
  const { verdict, ...others } = fieldsOf(body) ?? {};
  const fields = fieldsOf(verdict);
  if (fields === undefined || Object.keys(others).length > 0) return FORM;
  const { suggest, label, mediaType, score = suggest === "pass" ? 0 : 100, text = "", ...unknown } = fields;
  if (suggest !== "pass" && suggest !== "review" && suggest !== "block") return FORM;
  if (typeof label !== "string" || !LABELS.includes(label)) return FORM;
  if (typeof score !== "number" || !Number.isInteger(score) || score < 0 || score > 100) return FORM;
  if (typeof text !== "string" || Object.keys(unknown).length > 0) return FORM;
  if (mediaType !== undefined && mediaType !== "audio" && mediaType !== "image") return FORM;
  const kinds = { audio: ["audio"], image: ["video"], any: ["audio", "video"] } as const;
  return { verdict: { suggest, label, score, text }, kinds: kinds[mediaType ?? "any"] };
}
