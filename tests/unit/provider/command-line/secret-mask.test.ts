import { createSecretMask } from "../../../../provider/command-line/secret-mask";

test("what the environment holds by the name of a secret is blackened wherever it stands", () => {
  const mask = createSecretMask({ TENCENTCLOUD_SECRET_KEY: "planted01", PULUMI_ACCESS_TOKEN: "planted02" });
  expect(mask("a planted01, planted02 and planted01")).toBe("a [secret], [secret] and [secret]");
});

test("other variables, short values and paths of files are left as they are", () => {
  const mask = createSecretMask({
    ROOM: "long enough",
    DB_PASSWORD: "short",
    PULUMI_CONFIG_PASSPHRASE_FILE: "/run/passphrase",
    SOME_TOKEN: undefined,
  });
  expect(mask("long enough, short, /run/passphrase")).toBe("long enough, short, /run/passphrase");
});
