/** Texts without secrets: the last door before anything is shown. Checks quote no log line and no value of a secret anyway. */

/** What looks like one, with what is left of it. */
const looks: readonly [RegExp, string][] = [
  // Access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, "[access key]"],
  [/\bya29\.[\w.-]+/g, "[token]"],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, "[token]"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[private key]"],
  [/(\w+:\/\/)[^\s/@:]+:[^\s/@]+@/g, "$1[password]@"],
  [
    /\b((?:\w*[_-])?(?:password|passwd|secret|token|api[_-]?key|fernet[_-]?key))(["']?\s*[=:]\s*["']?)[^\s"',;)]+/gi,
    "$1$2[secret]",
  ],
];

/** Variables whose values are secrets. */
const variables = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN"];

export function clean(text: string, env: NodeJS.ProcessEnv = process.env): string {
  let out = text;
  for (const name of variables) {
    const value = env[name];
    if (value !== undefined && value.length > 3) out = out.replaceAll(value, `[${name}]`);
  }
  return looks.reduce((done, [look, rest]) => done.replace(look, rest), out);
}
