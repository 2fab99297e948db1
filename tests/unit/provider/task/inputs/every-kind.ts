import type { Bag } from "../../../../../provider/resource/schema";
import { ingest } from "../../../../../provider/task/ingest";
import type { TaskKind } from "../../../../../provider/task/kind";
import { moderation } from "../../../../../provider/task/moderation";
import { recording } from "../../../../../provider/task/recording";
import { relay } from "../../../../../provider/task/relay";
import { slicing } from "../../../../../provider/task/slicing";
import { transcription } from "../../../../../provider/task/transcription";
import * as ingestInputs from "./ingest";
import * as moderationInputs from "./moderation";
import * as recordingInputs from "./recording";
import * as relayInputs from "./relay";
import * as slicingInputs from "./slicing";
import * as transcriptionInputs from "./transcription";

/** What the files beside this one export. */
interface KindInputs {
  /** Nothing optional. */
  smallest: Bag;
  /** Together they give every leaf of the table. Defaults need not stand. */
  fullest: readonly Bag[];
  /** For leaves whose rows do not tell another valid value: path to value. */
  another: Readonly<Record<string, unknown>>;
  /** For leaves that only change with others: path to those, by path. */
  together?: Readonly<Record<string, Bag>>;
}

/** What the table and the kind do not tell. */
interface KindFacts {
  /** Rows of which a rule refuses some bounds or words, for what else is given or whatever is. @default - none */
  narrowed?: readonly string[];
  /** What Describe answers. @default - there is none */
  seen?: { running: Bag; ended: Bag };
}

/** A kind with inputs that tests are made of. */
export interface KindCase extends KindFacts {
  kind: TaskKind<never>;
  inputs: KindInputs;
}

const EXITED = { running: { Status: "InProgress" }, ended: { Status: "Exited" } };

const CASES: readonly [TaskKind<never>, KindInputs, KindFacts][] = [
  [slicing, slicingInputs, { seen: EXITED }],
  [
    recording,
    recordingInputs,
    {
      narrowed: [
        // within the canvas
        "mixTranscodeParams.videoParams.width",
        "mixTranscodeParams.videoParams.height",
        ...["top", "left", "width", "height"].flatMap((side) => [
          `mixLayoutParams.mixLayoutList.*.${side}`,
          `mixLayoutParams.waterMarkList.*.waterMarkImage.${side}`,
          `mixLayoutParams.waterMarkList.*.waterMarkChar.${side}`,
        ]),
        // what belongs to a type must stand beside it
        "mixLayoutParams.waterMarkList.*.waterMarkType",
      ],
      seen: EXITED,
    },
  ],
  [moderation, moderationInputs, { seen: EXITED }],
  [
    ingest,
    ingestInputs,
    {
      // between -1, which is endless, and 1 there is 0
      narrowed: ["repeatNum"],
      seen: { running: { Status: "InProgress" }, ended: { Status: "NotExist" } },
    },
  ],
  [
    relay,
    relayInputs,
    {
      narrowed: [
        // within the canvas
        ...["imageWidth", "imageHeight", "locationX", "locationY"],
        // within the place, and the user's picture
        ...["width", "height", "radius"].map((side) => `backgroundCustomRender.${side}`),
        ...["locationX", "locationY", "width", "height"].map((side) => `customCrop.${side}`),
      ].map((row) => `videoParams.layoutParams.mixLayoutList.*.${row}`),
    },
  ],
  [transcription, transcriptionInputs, { seen: EXITED }],
];

export const EVERY_KIND: readonly KindCase[] = CASES.map(([kind, inputs, facts]) => ({
  kind,
  inputs,
  ...facts,
}));
