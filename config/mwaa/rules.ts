/** Rules across the keys of an MWAA stack. */

import { conflict, wrongValue } from "../messages";
import { type Rule, when } from "../rules";
import { defaultVersion } from "../versions";
import { at, type MwaaDraft, mwaaNetworkRules } from "./networkRules";

const micro: Rule<MwaaDraft> = {
  keys: [
    at("environmentClass"),
    at("schedulers"),
    at("minWorkers"),
    at("maxWorkers"),
    at("minWebservers"),
    at("maxWebservers"),
  ],
  check: ({ airflow: { mwaa } }) => {
    const counts = ["schedulers", "minWorkers", "maxWorkers", "minWebservers", "maxWebservers"] as const;
    if (mwaa.environmentClass === "mw1.micro") {
      return counts.flatMap((key) =>
        when((mwaa[key] ?? 1) !== 1, () =>
          conflict(
            at(key),
            mwaa[key],
            "mw1.micro is one container: it takes 1 and does not scale",
            `pulumi config rm --path '${at(key)}', or choose mw1.small`,
          ),
        ),
      );
    }
    return (["schedulers", "minWebservers", "maxWebservers"] as const).flatMap((key) =>
      when(mwaa[key] === 1, () => wrongValue(at(key), 1, "a whole number from 2 to 5 (1 only on mw1.micro)", "2")),
    );
  },
};

const ranges: Rule<MwaaDraft> = {
  keys: [at("minWorkers"), at("maxWorkers"), at("minWebservers"), at("maxWebservers")],
  check: ({ airflow: { mwaa } }) =>
    (
      [
        ["minWorkers", "maxWorkers", 5],
        ["minWebservers", "maxWebservers", undefined],
      ] as const
    ).flatMap(([low, high, fallback]) => {
      const top = mwaa[high] ?? fallback;
      const bottom = mwaa[low];
      return when(bottom !== undefined && top !== undefined && bottom > top, () =>
        conflict(
          at(low),
          bottom,
          `it is more than ${at(high)}, ${top}`,
          `pulumi config set --path '${at(high)}' ${bottom}`,
        ),
      );
    }),
};

const bothWebservers: Rule<MwaaDraft> = {
  keys: [at("webserverAccess"), "airflow:airflowVersion"],
  check: ({ airflow: { mwaa, airflowVersion = defaultVersion("mwaa") } }) => {
    const [major = 0, minor = 0] = airflowVersion.split(".").map(Number);
    return when(mwaa.webserverAccess === "PUBLIC_AND_PRIVATE" && (major < 3 || (major === 3 && minor < 2)), () =>
      conflict(
        at("webserverAccess"),
        "PUBLIC_AND_PRIVATE",
        `it needs Airflow 3.2 or later, and airflow:airflowVersion is ${airflowVersion}`,
        `pulumi config set --path '${at("webserverAccess")}' PUBLIC_ONLY`,
      ),
    );
  },
};

const keyRegion: Rule<MwaaDraft> = {
  keys: [at("kmsKeyArn"), "aws:region"],
  check: ({ airflow: { mwaa }, aws }) => {
    const region = mwaa.kmsKeyArn?.startsWith("arn:") ? mwaa.kmsKeyArn.split(":")[3] : undefined;
    return when(region !== undefined && region !== aws.region, () =>
      wrongValue(
        at("kmsKeyArn"),
        mwaa.kmsKeyArn,
        `a key in aws:region, ${aws.region}`,
        `arn:aws:kms:${aws.region}:ACCOUNT:key/ID`,
      ),
    );
  },
};

const principals: Rule<MwaaDraft> = {
  keys: ["airflow:access", "aws:allowedAccountIds"],
  check: ({ airflow: { access }, aws }) => {
    const account = aws.allowedAccountIds[0];
    const form = new RegExp(`^arn:aws[a-z-]*:iam::${account}:(role|user|group)/[\\w+=,.@/-]+$`);
    return (["admins", "viewers", "triggerCallers"] as const).flatMap((key) =>
      access[key].flatMap((who, index) =>
        when(!form.test(who), () =>
          wrongValue(
            `airflow:access.${key}[${index}]`,
            who,
            `the ARN of an IAM role, user or group of account ${account}`,
            `arn:aws:iam::${account}:role/data-team`,
          ),
        ),
      ),
    );
  },
};

const dagSource: Rule<MwaaDraft> = {
  keys: ["airflow:dags"],
  check: ({ airflow: { dags } }) =>
    when(typeof dags !== "string", () =>
      conflict(
        "airflow:dags",
        dags,
        "MWAA reads DAGs from its bucket, not from git",
        "pulumi config set airflow:dags airflow/dags, or external where your CI uploads them",
      ),
    ),
};

/** Rules of an MWAA stack, besides the shared ones. */
export const mwaaRules: Rule<MwaaDraft>[] = [
  micro,
  ranges,
  ...mwaaNetworkRules,
  bothWebservers,
  keyRegion,
  principals,
  dagSource,
];
