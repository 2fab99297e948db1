const SECRET_NAME = /SECRET|PASSWORD|PASSPHRASE|TOKEN|PRIVATE_KEY|ACCESS_KEY/i;
/** A shorter one would blacken words. */
const MIN_LENGTH = 8;

/** Blackens what the environment holds by the name of a secret: a program's own error may quote it. */
export function createSecretMask(
  environment: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const secrets = Object.entries(environment)
    .filter(([name]) => SECRET_NAME.test(name) && !name.endsWith("_FILE"))
    .flatMap(([, value]) => (value !== undefined && value.length >= MIN_LENGTH ? [value] : []));
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text);
}
