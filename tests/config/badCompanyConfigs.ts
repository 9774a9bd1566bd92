/** Mistakes in the keys that a company's own rules ask for, and the one line that each gets. */
import type { Change } from "../graph";

const m = (part: object): Change => ({ "airflow:mwaa": part });
const vpc = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
};
const role = "arn:aws:iam::444455556666:role/airflow";

export const badCompanyConfigs: [what: string, change: Change, message: string][] = [
  [
    "a boundary by its name",
    m({ permissionsBoundary: "boundary" }),
    "airflow:mwaa.permissionsBoundary is \"boundary\"; allowed: the ARN of a managed policy. Fix: pulumi config set --path 'airflow:mwaa.permissionsBoundary' arn:aws:iam::444455556666:policy/boundary",
  ],
  [
    "a boundary of another account",
    m({ permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" }),
    "airflow:mwaa.permissionsBoundary is \"arn:aws:iam::111122223333:policy/boundary\"; allowed: a managed policy of account 444455556666, or of AWS. Fix: pulumi config set --path 'airflow:mwaa.permissionsBoundary' arn:aws:iam::444455556666:policy/boundary",
  ],
  [
    "a path without its last slash",
    m({ iamPath: "/airflow" }),
    "airflow:mwaa.iamPath is \"/airflow\"; allowed: a path that starts and ends with a slash, at most 512. Fix: pulumi config set --path 'airflow:mwaa.iamPath' /airflow/",
  ],
  [
    "a tag of AWS's own",
    m({ tags: { "aws:team": "data" } }),
    'airflow:mwaa.tags is {"aws:team":"data"}; allowed: up to 47 tags, KEY to VALUE: letters, digits, spaces and _ . : / = + - @, at most 128 and 256, no key that starts with aws:. Fix: pulumi config rm --path \'airflow:mwaa.tags\' && pulumi config set --path \'airflow:mwaa.tags["cost-center"]\' 4711',
  ],
  [
    "more tags than fit",
    m({ tags: Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`k${index}`, "v"])) }),
    'airflow:mwaa.tags is {"k0":"v","k1":"v","k2":"v","k3":"v","k4":"v","k5":"v","k6":"v","k7":"v","k8"…; allowed: up to 47 tags, KEY to VALUE: letters, digits, spaces and _ . : / = + - @, at most 128 and 256, no key that starts with aws:. Fix: pulumi config rm --path \'airflow:mwaa.tags\' && pulumi config set --path \'airflow:mwaa.tags["cost-center"]\' 4711',
  ],
  [
    "a tag that the program sets",
    m({ tags: { Name: "airflow" } }),
    "airflow:mwaa.tags.Name is \"airflow\"; the program gives each thing this tag itself. Fix: pulumi config rm --path 'airflow:mwaa.tags.Name'",
  ],
  [
    "two tags that IAM takes for one",
    m({ tags: { "my:team": "a", "My:Team": "b" } }),
    'airflow:mwaa.tags["My:Team"] is "b"; IAM takes it for the same key as my:team. Fix: pulumi config rm --path \'airflow:mwaa.tags["My:Team"]\'',
  ],
  [
    "a role by its name",
    m({ executionRoleArn: "airflow" }),
    "airflow:mwaa.executionRoleArn is \"airflow\"; allowed: the ARN of an IAM role. Fix: pulumi config set --path 'airflow:mwaa.executionRoleArn' arn:aws:iam::444455556666:role/airflow",
  ],
  [
    "a role of another account",
    m({ executionRoleArn: "arn:aws:iam::111122223333:role/team/airflow" }),
    "airflow:mwaa.executionRoleArn is \"arn:aws:iam::111122223333:role/team/airflow\"; allowed: a role of account 444455556666, where the environment is. Fix: pulumi config set --path 'airflow:mwaa.executionRoleArn' arn:aws:iam::444455556666:role/team/airflow",
  ],
  [
    "policies for a role that is left as it is",
    m({ executionRoleArn: role, policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] }),
    "airflow:mwaa.policyArns is [\"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\"]; airflow:mwaa.executionRoleArn names a role that exists, which is left as it is: give it yourself what it lacks. Fix: pulumi config rm --path 'airflow:mwaa.policyArns', or pulumi config rm --path 'airflow:mwaa.executionRoleArn'",
  ],
  [
    "trust for a role that is left as it is",
    m({ executionRoleArn: role, trustedPrincipals: ["glue.amazonaws.com"] }),
    "airflow:mwaa.trustedPrincipals is [\"glue.amazonaws.com\"]; airflow:mwaa.executionRoleArn names a role that exists, which is left as it is: give it yourself what it lacks. Fix: pulumi config rm --path 'airflow:mwaa.trustedPrincipals', or pulumi config rm --path 'airflow:mwaa.executionRoleArn'",
  ],
  [
    "trust for everybody",
    m({ trustedPrincipals: ["*"] }),
    "airflow:mwaa.trustedPrincipals[0] is \"*\"; allowed: the ARN of a role, a user or an account (arn:aws:iam::ACCOUNT:root), or a service such as glue.amazonaws.com. Fix: pulumi config set --path 'airflow:mwaa.trustedPrincipals[0]' arn:aws:iam::444455556666:role/data-team",
  ],
  [
    "a range that does not start on its boundary",
    m({ webserverAccess: "PRIVATE_ONLY", network: { pageFrom: ["10.0.0.1/8"] } }),
    "airflow:mwaa.network.pageFrom[0] is \"10.0.0.1/8\"; allowed: an IPv4 range that starts on its own boundary, a prefix list pl-… or a security group sg-…. Fix: pulumi config set --path 'airflow:mwaa.network.pageFrom[0]' 10.0.0.0/8",
  ],
  [
    "ranges for a public page",
    m({ network: { pageFrom: ["10.0.0.0/8"] } }),
    "airflow:mwaa.network.pageFrom is [\"10.0.0.0/8\"]; the page is at no private address, as airflow:mwaa.webserverAccess is PUBLIC_ONLY. Fix: pulumi config rm --path 'airflow:mwaa.network.pageFrom', or pulumi config set --path 'airflow:mwaa.webserverAccess' PRIVATE_ONLY",
  ],
  [
    "ranges for groups that exist",
    m({
      webserverAccess: "PRIVATE_ONLY",
      egress: "existing",
      network: { ...vpc, securityGroupIds: ["sg-0123456789abcdef0"], pageFrom: ["pl-0123456789abcdef0"] },
    }),
    "airflow:mwaa.network.pageFrom is [\"pl-0123456789abcdef0\"]; airflow:mwaa.network.securityGroupIds names groups that exist, which are left as they are: let them admit HTTPS yourself. Fix: pulumi config rm --path 'airflow:mwaa.network.pageFrom'",
  ],
  [
    "somebody else's endpoints in a new VPC",
    m({ endpointManagement: "CUSTOMER" }),
    "airflow:mwaa.endpointManagement is \"CUSTOMER\"; it is for a VPC that exists, and none is named. Fix: pulumi config rm --path 'airflow:mwaa.endpointManagement', or pulumi config set --path 'airflow:mwaa.network.vpcId' vpc-…",
  ],
  [
    "endpoints that nobody makes",
    m({ endpointManagement: "NONE" }),
    "airflow:mwaa.endpointManagement is \"NONE\"; allowed: one of SERVICE, CUSTOMER. Fix: pulumi config set --path 'airflow:mwaa.endpointManagement' SERVICE",
  ],
  [
    "an index without its address",
    m({ packages: { source: "index" } }),
    "airflow:mwaa.packages.indexUrl is not set; it needs the address of your own index. Fix: pulumi config set --path 'airflow:mwaa.packages.indexUrl' https://pypi.my-company.com/simple",
  ],
  [
    "an index with a password in its address",
    m({ packages: { source: "index", indexUrl: "https://ada:hunter2@pypi.my-company.com/simple" } }),
    "airflow:mwaa.packages.indexUrl is \"https://[secret]@pypi.my-company.com/simple\"; allowed: an address https://HOST/PATH without user, password and query. Fix: pulumi config set --path 'airflow:mwaa.packages.indexUrl' https://pypi.my-company.com/simple",
  ],
  [
    "an index that nobody asks",
    m({ packages: { indexUrl: "https://pypi.my-company.com/simple" } }),
    "airflow:mwaa.packages.indexUrl is \"https://pypi.my-company.com/simple\"; it is read only where airflow:mwaa.packages.source is index. Fix: pulumi config rm --path 'airflow:mwaa.packages.indexUrl', or pulumi config set --path 'airflow:mwaa.packages.source' index",
  ],
  [
    "a login for no index",
    m({ packages: { indexSecretId: "airflow/index" } }),
    "airflow:mwaa.packages.indexSecretId is \"airflow/index\"; it is read only where airflow:mwaa.packages.source is index. Fix: pulumi config rm --path 'airflow:mwaa.packages.indexSecretId', or pulumi config set --path 'airflow:mwaa.packages.source' index",
  ],
  [
    "a login in place of its secret's name",
    m({ packages: { source: "index", indexUrl: "https://pypi.my-company.com/simple", indexSecretId: "ada:hunter2" } }),
    "airflow:mwaa.packages.indexSecretId is \"[secret]\"; allowed: the name or the ARN of a secret in Secrets Manager, not its value. Fix: pulumi config set --plaintext --path 'airflow:mwaa.packages.indexSecretId' airflow/my-index",
  ],
  [
    "names that are neither fixed nor not",
    m({ fixedPolicyNames: "always" }),
    "airflow:mwaa.fixedPolicyNames is \"always\"; allowed: true or false. Fix: pulumi config set --path 'airflow:mwaa.fixedPolicyNames' false",
  ],
  [
    "wheels, and none of the Google provider",
    m({ packages: { source: "plugins" } }),
    "airflow/plugins has no wheel of apache-airflow-providers-google, which airflow:google needs and MWAA's image lacks, and airflow:mwaa.packages.source is plugins. Fix: python3 -m pip download -d airflow/plugins --only-binary=:all: --python-version 3.12 --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux_2_28_x86_64 -c airflow/constraints/3.2.1.txt apache-airflow-providers-google, or pulumi config set --path 'airflow:google.enabled' false",
  ],
];
