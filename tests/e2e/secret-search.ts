import type { Shown, TestStack } from "./stack";

/** What the Automation API shows of a secret output. */
export function secretText(value: unknown): string[] {
  if (typeof value === "string") return [value];
  const plaintext: unknown =
    typeof value === "object" && value !== null ? Reflect.get(value, "plaintext") : undefined;
  if (typeof plaintext !== "string") return [];
  const parsed: unknown = JSON.parse(plaintext);
  return Array.isArray(parsed) ? parsed.map(String) : [String(parsed)];
}

/**
 * Names of the places where a secret stands in the clear.
 *
 * @param shown - what operations showed
 * @param others - texts of other places, by name
 */
export async function placesOfSecrets(
  secrets: readonly string[],
  { stack, shown, others }: { stack: TestStack; shown: readonly Shown[]; others: Record<string, string> },
): Promise<{ searched: string[]; found: string[] }> {
  const places = {
    state: await stack.exported(),
    backend: stack.backendText(),
    home: stack.homeText(),
    output: shown.map(({ text }) => text).join("\n"),
    events: JSON.stringify(shown.map(({ events }) => events)),
    ...others,
  };
  const found = Object.entries(places).filter(([, text]) => secrets.some((secret) => text.includes(secret)));
  return { searched: Object.keys(places), found: found.map(([place]) => place) };
}
