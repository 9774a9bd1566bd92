/** Rules across the keys of an MWAA stack. */

import { type ConfigRule, when } from "../checks/rules";
import { airflowVersions, defaultVersion } from "../versions";
import { conflict, wrongValue } from "../words/messages";
import { type Tell, word } from "../words/tell";
import { mwaaAwsRules } from "./awsRules";
import { mwaaCompanyRules } from "./companyRules";
import { type MwaaDraft, mwaaKey } from "./draft";
import { fileRule } from "./fileRules";
import { mwaaNetworkRules } from "./networkRules";
import { optionRule } from "./optionRules";
import { mwaaPackageRules } from "./packageRules";
import { mwaaPlaceRules } from "./placeRules";

const micro: ConfigRule<MwaaDraft> = {
  keys: [
    mwaaKey("environmentClass"),
    mwaaKey("schedulers"),
    mwaaKey("minWorkers"),
    mwaaKey("maxWorkers"),
    mwaaKey("minWebservers"),
    mwaaKey("maxWebservers"),
  ],
  problems: ({ airflow: { mwaa } }) => {
    const counts = ["schedulers", "minWorkers", "maxWorkers", "minWebservers", "maxWebservers"] as const;
    if (mwaa.environmentClass === "mw1.micro") {
      return counts.flatMap((key) =>
        when((mwaa[key] ?? 1) !== 1, () =>
          conflict(
            mwaaKey(key),
            mwaa[key],
            "mw1.micro is one container: it takes 1 and does not scale",
            `pulumi config rm --path '${mwaaKey(key)}', or choose mw1.small`,
          ),
        ),
      );
    }
    return (["schedulers", "minWebservers", "maxWebservers"] as const).flatMap((key) =>
      when(mwaa[key] === 1, () => wrongValue(mwaaKey(key), 1, "a whole number from 2 to 5 (1 only on mw1.micro)", "2")),
    );
  },
};

const ranges: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("minWorkers"), mwaaKey("maxWorkers"), mwaaKey("minWebservers"), mwaaKey("maxWebservers")],
  problems: ({ airflow: { mwaa } }) =>
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
          mwaaKey(low),
          bottom,
          (tell) => `it is more than ${mwaaKey(high)}, ${tell(mwaaKey(high), top)}`,
          (tell) => `pulumi config set --path '${mwaaKey(high)}' ${tell(mwaaKey(low), bottom)}`,
        ),
      );
    }),
};

const bothWebservers: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("webserverAccess"), "airflow:airflowVersion"],
  problems: ({ airflow: { mwaa, airflowVersion = defaultVersion("mwaa") } }) => {
    const [major = 0, minor = 0] = airflowVersion.split(".").map(Number);
    return when(mwaa.webserverAccess === "PUBLIC_AND_PRIVATE" && (major < 3 || (major === 3 && minor < 2)), () =>
      conflict(
        mwaaKey("webserverAccess"),
        "PUBLIC_AND_PRIVATE",
        (tell) =>
          `it needs Airflow 3.2 or later, and airflow:airflowVersion is ${word(tell("airflow:airflowVersion", airflowVersion))}`,
        `pulumi config set --path '${mwaaKey("webserverAccess")}' PUBLIC_ONLY`,
      ),
    );
  },
};

const versionWithGoogle: ConfigRule<MwaaDraft> = {
  keys: ["airflow:airflowVersion", "airflow:google.enabled"],
  problems: ({ airflow: { airflowVersion, google } }) => {
    const fault = airflowVersions.find(({ version }) => version === airflowVersion)?.googleFault;
    return when(google.enabled && fault !== undefined, () =>
      conflict(
        "airflow:airflowVersion",
        airflowVersion,
        `${fault}, and airflow:google is on`,
        `pulumi config set airflow:airflowVersion ${defaultVersion("mwaa")}`,
      ),
    );
  },
};

const keyRegion: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("kmsKeyArn"), "aws:region"],
  problems: ({ airflow: { mwaa }, aws }) => {
    const region = mwaa.kmsKeyArn?.startsWith("arn:") ? mwaa.kmsKeyArn.split(":")[3] : undefined;
    return when(region !== undefined && region !== aws.region, () =>
      wrongValue(
        mwaaKey("kmsKeyArn"),
        mwaa.kmsKeyArn,
        (tell) => `a key in aws:region, ${word(tell("aws:region", aws.region))}`,
        (tell) => `arn:aws:kms:${word(tell("aws:region", aws.region))}:ACCOUNT:key/ID`,
      ),
    );
  },
};

const awsPrincipals: ConfigRule<MwaaDraft> = {
  keys: ["airflow:access", "aws:allowedAccountIds"],
  problems: ({ airflow: { access }, aws }) => {
    const account = aws.allowedAccountIds[0];
    const told = (tell: Tell) => word(tell("aws:allowedAccountIds", account));
    const form = new RegExp(`^arn:aws[a-z-]*:iam::${account}:(role|user|group)/[\\w+=,.@/-]+$`);
    return (["admins", "viewers", "triggerCallers", "operators"] as const).flatMap((key) =>
      access[key].flatMap((who, index) =>
        when(!form.test(who), () =>
          wrongValue(
            `airflow:access.${key}[${index}]`,
            who,
            (tell) => `the ARN of an IAM role, user or group of account ${told(tell)}`,
            (tell) => `arn:aws:iam::${told(tell)}:role/data-team`,
          ),
        ),
      ),
    );
  },
};

const dagSource: ConfigRule<MwaaDraft> = {
  keys: ["airflow:dags"],
  problems: ({ airflow: { dags } }) =>
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
export const mwaaRules: ConfigRule<MwaaDraft>[] = [
  micro,
  ranges,
  ...mwaaNetworkRules,
  bothWebservers,
  versionWithGoogle,
  ...mwaaAwsRules,
  keyRegion,
  awsPrincipals,
  ...mwaaPlaceRules,
  optionRule,
  fileRule,
  dagSource,
  ...mwaaCompanyRules,
  ...mwaaPackageRules,
];
