/** What a key's policy says. Pure. */

interface Statement {
  Effect?: string;
  Principal?: "*" | Record<string, string | string[]>;
  Action?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

const listed = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Whether a pattern of IAM's, with `*` and `?`, takes a text; actions know no case. */
export function fits(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "i").test(text);
}

const statementsOf = (policy: string): Statement[] =>
  listed((JSON.parse(policy) as { Statement?: Statement | Statement[] }).Statement).filter(
    ({ Effect }) => Effect === "Allow",
  );

const allows = ({ Action }: Statement, action: string) => listed(Action).some((one) => fits(one, action));

/** Whether the account's own IAM policies decide, as in AWS's default policy of a key. */
export const leavesItToIam = (policy: string, account: string): boolean =>
  statementsOf(policy).some(
    (one) =>
      one.Principal !== undefined &&
      (one.Principal === "*" ||
        listed(one.Principal.AWS).some(
          (who) => who === "*" || who === account || who.endsWith(`:iam::${account}:root`),
        )) &&
      allows(one, "kms:Decrypt"),
  );

/** What CloudWatch Logs does with a key (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html). */
const logActions = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"];

/** Actions that the policy does not let CloudWatch Logs have for a log group. */
export function missingForLogs(policy: string, service: string, logGroupArn: string): string[] {
  const mine = statementsOf(policy).filter(
    ({ Principal, Condition = {} }) =>
      (Principal === "*" || listed((Principal as Record<string, string | string[]>)?.Service).includes(service)) &&
      Object.values(Condition).every((keys) =>
        Object.entries(keys).every(
          ([key, patterns]) =>
            !/encryptioncontext:aws:logs:arn$/i.test(key) || listed(patterns).some((one) => fits(one, logGroupArn)),
        ),
      ),
  );
  return logActions.filter((action) => !mine.some((one) => allows(one, action)));
}
