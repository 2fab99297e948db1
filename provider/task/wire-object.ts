/** An object as an API's types write it, from all of its fields: what is undefined is not sent. */
export function wireObject<Wire extends object>(fields: { [Key in keyof Required<Wire>]: Wire[Key] }): Wire {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
  // only what Wire lets be left out may be undefined in `fields`
  return Object.fromEntries(sent) as Wire;
}

/** A flag as the API's types write it: 0 or 1; undefined for neither. */
export function wireFlag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
