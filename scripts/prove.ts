import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installedPlugin, pulumiHome } from "../tests/aws/engine";
import type { Proof } from "../tests/e2e/proof";
import { printTable } from "./table";

const FOLDER = resolve(__dirname, "../tests/e2e");
/** The files of proofs; what stands beside them supports them. */
const NAMES = ["main", "storage", "callbacks", "gitops", "jobs", "faults"];

const HELP = `npm run prove -- NAME [--only TEXT] [--representatives] [--json] [--real-plugin]

Runs the end-to-end proofs of NAME with their whole matrix and prints them as a table (proof, seen, ok),
with the cases that a proof is of in a column of their own.
Names: ${NAMES.join(", ")}

  --only TEXT         only proofs whose name contains TEXT
  --representatives   only those that npm test runs, one for each rule
  --json              prints [{ name, ok, seen }] in place of the table
  --real-plugin       with the AWS provider itself, where it is installed, in place of what stands in for it`;

/** A proof, or what stands in its place: the table then has this word in place of ok. */
interface Claim extends Proof {
  result?: string;
}

/** Proofs at once: an engine run keeps a core busy only part of the time. */
const AT_ONCE = 3;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: "string" },
      representatives: { type: "boolean" },
      json: { type: "boolean" },
      "real-plugin": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const [name] = positionals;
  if (values.help || name === undefined || !NAMES.includes(name)) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  if (values["real-plugin"]) {
    if (installedPlugin() === undefined) {
      console.error(
        `the AWS provider 7 is not installed in ${pulumiHome()}: run pulumi plugin install resource aws 7.48.0`,
      );
      process.exitCode = 2;
      return;
    }
    process.env["PULUMI_TRTC_REAL_PLUGIN"] = "true";
  }
  // the folder's files export their proofs under this one name, and the cases that their names begin with, if any
  const { proofs, cases } = (await import(join(FOLDER, `${name}.ts`))) as {
    proofs: readonly Claim[];
    cases?: unknown;
  };
  const wanted = proofs.filter(
    ({ name, representative }) =>
      name.includes(values.only ?? "") && (representative || values.representatives !== true),
  );
  const rows = await inOrder(wanted, AT_ONCE, async (proof) => {
    const began = Date.now();
    const row = await attempt(proof);
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stderr.write(`${row.ok ? "ok  " : "FAIL"} ${proof.name} (${seconds} s)\n`);
    return row;
  });
  const failed = rows.filter((row) => !row.ok).length;
  if (values.json === true) {
    console.log(JSON.stringify(rows.map(({ proof, ok, text }) => ({ name: proof.name, ok, seen: text }))));
  } else {
    const lines = rows.flatMap(({ proof, text, ok }) => {
      const [first = "", ...further] = text.split("\n");
      const [ids, claim] = cases === undefined ? [[], proof.name] : splitCases(proof.name);
      const line = [...ids, claim, first, ok ? (proof.result ?? "ok") : "FAIL"];
      return [line, ...(ok ? stepsIn(further).map((step) => [...ids.map(() => ""), ...step]) : [])];
    });
    console.log();
    printTable([...(cases === undefined ? [] : ["case"]), "proof", "seen", "ok"], lines);
    const others = rows.filter(({ proof, ok }) => ok && proof.result !== undefined).length;
    console.log(
      `\n${rows.length - failed - others} of ${rows.length - others} hold${others === 0 ? "" : `, ${others} are explained or measured`}`,
    );
  }
  process.exitCode = failed === 0 && rows.length > 0 ? 0 : 1;
}

/** The cases that a name begins with, and what is claimed. */
function splitCases(name: string): [ids: string[], claim: string] {
  const colon = name.indexOf(": ");
  return [[name.slice(0, colon)], name.slice(colon + 2)];
}

/** What a proof of several steps says of each: a line with a tab between step and what was seen. */
function stepsIn(lines: readonly string[]): string[][] {
  return lines
    .map((line) => line.split("\t"))
    .filter((parts) => parts.length === 2)
    .map(([step = "", seen = ""]) => [`  ${step}`, seen, ""]);
}

async function attempt(proof: Claim): Promise<{ proof: Claim; text: string; ok: boolean }> {
  try {
    return { proof, text: await proof.run(), ok: true };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${text}\n`);
    return { proof, text, ok: false };
  }
}

async function inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await run(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

void main();
