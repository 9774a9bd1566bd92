/**
 * What is made from doctor's checks: docs/doctor.md's table, and the policy (AWS) and custom role (Google) with just the
 * permissions that they declare. `npm run docs` writes them; a test fails when they are out of date.
 */
import { stringify } from "yaml";
import type { Check, Cloud } from "../commands/doctor/check";
import { checks } from "../commands/doctor/checks";
import { wrapMarkdown } from "./wrapMarkdown";

const titles: Record<Check["when"], string> = {
  before: "Before `up`: what is still to be made",
  always: "Before and after: what is adopted, and what is made",
  after: "After `up`: what is there",
};

const cell = (text: string) => text.replaceAll("|", "\\|");

function row({ id, about, homes, permissions, why, source }: Check): string {
  const asks = permissions.map((one) => `\`${one}\``).join(" ");
  return `| \`${id}\` | ${homes.join(", ")} | ${cell(about)} | ${cell(why)} ([source](${source})) | ${asks || "nothing"} |`;
}

/** Permissions of the checks of one cloud or more, each once, in order. */
export const permissionsOf = (...clouds: Cloud[]): string[] =>
  [...new Set(checks.filter((one) => clouds.includes(one.cloud)).flatMap(({ permissions }) => permissions))].sort();

/** Actions that do not only read by name: what of them doctor gets. `sts:AssumeRole` is nobody's to give away unasked. */
const narrow: Record<string, string | undefined> = {
  "airflow:InvokeRestApi": "arn:*:airflow:*:*:role/*/Viewer",
  "sts:AssumeRole": undefined,
};

/** docs/policies/doctor-aws.json. All of it reads; most of these actions know no resources to name. */
export const awsPolicy = (): string => {
  const all = permissionsOf("aws");
  const narrowed = all.filter((one) => narrow[one] !== undefined);
  return `${JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: [
        { Sid: "DoctorReads", Effect: "Allow", Action: all.filter((one) => !(one in narrow)), Resource: "*" },
        ...narrowed.map((one) => ({ Sid: "DoctorReadsAirflow", Effect: "Allow", Action: one, Resource: narrow[one] })),
      ],
    },
    null,
    2,
  )}\n`;
};

/** docs/policies/doctor-google.yaml: GKE's API server takes Google's roles too. For `gcloud iam roles create --file`. */
export const googleRole = (): string =>
  stringify({
    title: "Airflow on two clouds: doctor",
    description: "Reads what `npm run doctor` looks at; changes nothing.",
    stage: "GA",
    includedPermissions: permissionsOf("google", "kubernetes"),
  });

/** The page. */
export function doctorReference(): string {
  const tables = (Object.keys(titles) as Check["when"][]).flatMap((when) => {
    const rows = checks.filter((one) => one.when === when).map(row);
    if (rows.length === 0) return [];
    const head = [
      "| check | home | must be true | why it fails otherwise | asks for |",
      "| --- | --- | --- | --- | --- |",
    ];
    return [`## ${titles[when]}`, "", ...head, ...rows, ""];
  });
  return wrapMarkdown([intro, ...tables].join("\n"));
}

const intro = `# Doctor: what would fail, and what is wrong

\`\`\`
npm run --silent doctor -- --stack dev            # before \`up\`: what it would meet; after it: how things are
npm run --silent doctor -- --stack dev --json     # for machines
npm run --silent doctor -- --only quota           # only the checks whose id has this word
\`\`\`
It reads the plan that \`npm run plan\` shows and the stack's state, then asks the clouds, all checks side by side, with the credentials of your shell. It changes nothing, and shows no secret.

| it says | means | exit code |
| --- | --- | --- |
| Broken | it does not work now | 1 |
| Will break | the next \`up\` fails of it, or what it makes does not work | 1 |
| Look at | it works, and deserves a look | |
| Not known | nobody could tell; the permission that would is named | 3, where nothing is broken |
| Fine | looked at, nothing found (\`--all\` lists them) | 0 |

A wrong argument or config ends with 2. Each finding names the thing, what is wrong with it, why that fails, where that is said, and the command that fixes it.

What doctor asks for is in two files made from the table below: [a policy for AWS](policies/doctor-aws.json) and [a custom role for Google](policies/doctor-google.yaml). With less it still runs, and says what it could not see. The policy leaves out \`sts:AssumeRole\`: trying Google's way as the execution role is for those whom that role's trust admits, and not knowing it does not change the exit code.

\`\`\`
aws iam create-policy --policy-name airflow-doctor --policy-document file://docs/policies/doctor-aws.json
gcloud iam roles create airflowDoctor --project PROJECT --file docs/policies/doctor-google.yaml
\`\`\`

It starts nothing either: AWS's own \`verify_env\` (awslabs/aws-support-tools) runs an SSM automation and a DAG of its own, doctor reads routes, network ACLs, security groups and endpoints instead, and a DAG is yours to start ([trigger](trigger.md)). All its calls run side by side: where each takes 100 ms, the whole takes about 1.2 times its longest check (\`npm run bench -- doctor\`).

Public DNS is asked by this machine's own servers. Where those answer only for inside your company, \`AIRFLOW_DNS_SERVERS=8.8.8.8 npm run doctor\` asks another.

This page is made from the checks in \`commands/doctor\` by \`npm run docs\`.
`;
