/** Keys of `airflow:mwaa` that a company's own rules ask for, and small teams leave out. */
import { z } from "zod";
import { isAligned } from "../../components/aws/network/cidr";
import { choiceField, field, textField } from "../fields";

const octet = "(\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])";
const peerForm = new RegExp(`^(${octet}(\\.${octet}){3}/(\\d|[12]\\d|3[0-2])|(pl|sg)-[0-9a-f]{8,17})$`);

/** Who opens the page. */
export const pageFrom = field(
  z.array(
    field(
      z.string().refine((peer) => peerForm.test(peer) && (!peer.includes("/") || isAligned(peer))),
      "an IPv4 range that starts on its own boundary, a prefix list pl-… or a security group sg-…",
      "10.0.0.0/8",
    ),
  ),
  "a list of IPv4 ranges, prefix lists pl-… and security groups sg-…",
  '["10.0.0.0/8"]',
).optional();

/** A role as MWAA takes it (botocore, IamRoleArn). */
export const executionRoleArn = textField(
  /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
  "the ARN of an IAM role",
  "arn:aws:iam::444455556666:role/airflow",
);

/** Who a role's trust may name (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html). */
export const trustedPrincipals = field(
  z.array(
    textField(
      /^(arn:aws(-[a-z]+)*:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)|[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?)$/,
      "the ARN of a role, a user or an account (arn:aws:iam::ACCOUNT:root), or a service such as glue.amazonaws.com",
      "arn:aws:iam::444455556666:role/data-team",
    ),
  ),
  "a list of ARNs of roles, users or accounts, and of services such as glue.amazonaws.com",
  '["arn:aws:iam::444455556666:role/data-team"]',
).default([]);

/** Where the packages of requirements.txt come from (https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html). */
export const packages = z.strictObject({
  /**
   * pypi: the public index. plugins: wheels in `airflow/plugins`, which need no way out. index: an index of your own. Default
   * pypi. It costs nothing.
   */
  source: choiceField(["pypi", "plugins", "index"]).default("pypi"),
  /** Address of your own index, without user and password. Needed with index. */
  indexUrl: textField(
    /^https:\/\/[^\s/@?#]+(\/[^\s@?#]*)?$/,
    "an address https://HOST/PATH without user, password and query",
    "https://pypi.my-company.com/simple",
  ).optional(),
  /**
   * Secret in AWS Secrets Manager with USER:PASSWORD of the index, by name or ARN; containers read it when they start.
   * Default: the index asks for none. A secret bills by the month.
   */
  indexSecretId: textField(
    /^(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,512}|(?!arn:)[\w/+=.@-]{1,512})$/,
    "the name or the ARN of a secret in Secrets Manager, not its value",
    "airflow/my-index",
    { hidden: true },
  ).optional(),
});

export type Packages = z.output<typeof packages>;
/** Before defaults. */
export type PackagesArgs = z.input<typeof packages>;
