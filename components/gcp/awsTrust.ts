/**
 * Who of AWS may enter a workload identity pool: one role of one account. Attribute condition and principalSet are both
 * made here, from the same value, so that there is no pool without its condition.
 */

/** A role of AWS, by what its sessions' ARN is made of. */
export interface AwsRole {
  /** aws, aws-cn or aws-us-gov. */
  partition: string;
  /** 12 digits. */
  accountId: string;
  /** The role's name; its path is not in a session's ARN. */
  roleName: string;
}

/** The partition, account and name of a role's ARN, `arn:aws:iam::ACCOUNT:role/PATH/NAME`. */
export function awsRole(roleArn: string): AwsRole {
  const match = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]+)$/.exec(roleArn);
  if (!match) throw new Error(`${roleArn} is not the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME).`);
  const [, partition, accountId, roleName] = match as unknown as [string, string, string, string];
  return { partition, accountId, roleName };
}

/** ARN of a role's sessions without the session name. */
export const assumedRoleArn = ({ partition, accountId, roleName }: AwsRole): string =>
  `arn:${partition}:sts::${accountId}:assumed-role/${roleName}`;

/** `arn:…:assumed-role/ROLE/SESSION` -> `arn:…:assumed-role/ROLE`; any other ARN stays as it is. */
const roleOfSession =
  'assertion.arn.contains("assumed-role") ? assertion.arn.extract("{account_arn}assumed-role/") + "assumed-role/" + assertion.arn.extract("assumed-role/{role_name}/") : assertion.arn';

/**
 * What of an AWS identity Google keeps. The subject is the role and not the session, whose ARN of up to 168 bytes
 * would not fit Google's 127; a role's is 110 at most.
 */
export const attributeMapping: Record<string, string> = {
  "google.subject": roleOfSession,
  "attribute.aws_role": roleOfSession,
  "attribute.account": "assertion.account",
};

/** Condition of the provider: sessions of this role, and nobody else. The ending slash shuts out longer names. */
export const attributeCondition = (role: AwsRole): string =>
  `assertion.account == "${role.accountId}" && assertion.arn.startsWith("${assumedRoleArn(role)}/")`;

/** The member that may act as the service account. `pool` is the full name, `projects/NUMBER/…/workloadIdentityPools/ID`. */
export const principalSet = (pool: string, role: AwsRole): string =>
  `principalSet://iam.googleapis.com/${pool}/attribute.aws_role/${assumedRoleArn(role)}`;
