// Writes the comment of a pull request:  comment.mjs STACK OUTCOME <preview >comment.md
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** What GitHub takes, in characters. */
const LIMIT = 65_536;

const [stack = "", outcome = ""] = process.argv.slice(2);
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
const text = stripVTControlCharacters(readFileSync(0, "utf8")).trimEnd();

/** Longer than every fence in the text, so that the text cannot end it. */
const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
const fence = "`".repeat(longest + 1);
const run =
  GITHUB_RUN_ID === undefined
    ? "the run"
    : `[the run](${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID})`;

const head = [
  `<!-- preview of ${stack} -->`,
  `**${stack}**: ${outcome}`,
  "",
  "<details><summary>preview</summary>",
  "",
];
const note = `The beginning is left out here; ${run} has all of it.`;
const tail = ["", "</details>", ""];

const whole = [...head, fence, text, fence, ...tail].join("\n");
if (whole.length <= LIMIT) process.stdout.write(whole);
else {
  const cut = (kept) => [...head, note, "", fence, kept, fence, ...tail].join("\n");
  // the end, because the summary and the violations of policies stand there
  const kept = text.slice(text.length - (LIMIT - cut("").length));
  process.stdout.write(cut(kept.slice(kept.indexOf("\n") + 1)));
}
