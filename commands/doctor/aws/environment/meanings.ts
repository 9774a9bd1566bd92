/** MWAA's own words for why it failed, and what they mean. Its codes and messages, as public issues quote them. */

interface Meaning {
  says: RegExp;
  means: string;
  source: string;
  fix: string;
}

const meanings: readonly Meaning[] = [
  {
    says: /manage VPC endpoints/i,
    means: "whoever ran `up` may not make the VPC endpoints that MWAA makes in the caller's name",
    source: "https://github.com/ministryofjustice/modernisation-platform/pull/4351",
    fix: "npm run --silent doctor -- --only aws.permissions   # and let the caller have ec2:CreateVpcEndpoint",
  },
  {
    says: /BlockPublicAccess/i,
    means: "the bucket does not block all public access",
    source: "https://github.com/094459/innovateaiml-airflow/issues/1",
    fix: "npm run --silent doctor -- --only aws.bucket",
  },
  {
    says: /sufficient permissions for s3 location/i,
    means: "the execution role may not read the bucket, or its policy came too late",
    source: "https://github.com/094459/innovateaiml-airflow/issues/1",
    fix: "npm run --silent doctor -- --only mwaa.role",
  },
  {
    says: /INCORRECT_CONFIGURATION|execution role permissions policy|VPC networking components/i,
    means: "MWAA's containers did not start: the role's policy, the key's, or the way from the subnets to AWS",
    source: "https://docs.aws.amazon.com/mwaa/latest/userguide/troubleshooting.html#t-create-environ-failed",
    fix: "npm run --silent doctor -- --only aws.   # network, key and role, one by one",
  },
  {
    says: /requirements|pip/i,
    means: "requirements.txt could not be installed",
    source: "https://docs.aws.amazon.com/mwaa/latest/userguide/working-dags-dependencies.html",
    fix: "npm run --silent doctor -- --only mwaa.requirements",
  },
];

const unknownMeaning: Omit<Meaning, "says"> = {
  means: "MWAA gives no reason that is known here",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/troubleshooting.html",
  fix: "aws mwaa get-environment --name NAME",
};

/** What a code and message mean, and what to do. Pure. */
export const meaningOf = (reason: string): Omit<Meaning, "says"> =>
  meanings.find(({ says }) => says.test(reason)) ?? unknownMeaning;
