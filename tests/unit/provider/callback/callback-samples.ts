import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TrtcEvent } from "../../../../provider/callback/events";
import { parse } from "../../../../provider/callback/parse";

const FOLDER = join(__dirname, "../../../vectors/callback-samples");

/** Files with the vendor's own samples; those that end in .txt are no JSON in the vendor's pages either. */
export const SAMPLES = readdirSync(FOLDER);

/** A sample as it stands in the vendor's pages. */
export function sample(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8");
}

/** A sample's event without its body. */
export function eventOf(file: string): Omit<TrtcEvent, "body"> {
  return withoutBody(parse(sample(file)));
}

/** The event of a body that is no sample, without the body. */
export function eventOfBody(body: object): Omit<TrtcEvent, "body"> {
  return withoutBody(parse(JSON.stringify(body)));
}

/** The payload of an event whose EventInfo is no sample. */
export function payloadOf(group: number, type: number, info: object): TrtcEvent["payload"] {
  return parse(JSON.stringify({ EventGroupId: group, EventType: type, EventInfo: info })).payload;
}

function withoutBody({ body: _, ...event }: TrtcEvent): Omit<TrtcEvent, "body"> {
  return event;
}
