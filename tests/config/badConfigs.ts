/** Mistakes in the config of an MWAA stack, and the one line that each gets: key, value, what is allowed, the fix. */

import { defaultVersion } from "../../config/versions";
import type { Change } from "../graph";
import { badCompanyConfigs } from "./badCompanyConfigs";

export const badConfigs: [what: string, change: Change, message: string][] = [
  [
    "no platform",
    { "airflow:platform": undefined },
    "airflow:platform is not set; it needs one of mwaa, gke. Fix: pulumi config set airflow:platform mwaa",
  ],
  [
    "a platform that is not there",
    { "airflow:platform": "composer" },
    'airflow:platform is "composer"; allowed: one of mwaa, gke. Fix: pulumi config set airflow:platform mwaa',
  ],
  [
    "no region",
    { "aws:region": undefined },
    "aws:region is not set; it needs an AWS region such as us-east-1. Fix: pulumi config set aws:region us-east-1",
  ],
  [
    "a zone for a region",
    { "aws:region": "us-east-1a" },
    'aws:region is "us-east-1a"; allowed: an AWS region such as us-east-1. Fix: pulumi config set aws:region us-east-1',
  ],
  [
    "no account",
    { "aws:allowedAccountIds": undefined },
    "aws:allowedAccountIds is not set; it needs a list with the one account id this stack may touch, 12 digits in quotes. Fix: pulumi config set aws:allowedAccountIds '[\"444455556666\"]'",
  ],
  [
    "two accounts",
    { "aws:allowedAccountIds": ["444455556666", "777788889999"] },
    'aws:allowedAccountIds is ["444455556666","777788889999"]; allowed: a list with the one account id this stack may touch, 12 digits in quotes. Fix: pulumi config set aws:allowedAccountIds \'["444455556666"]\'',
  ],
  [
    "an account that lost its leading zero",
    { "aws:allowedAccountIds": [12345678901] },
    "aws:allowedAccountIds is [12345678901]; allowed: a list with the one account id this stack may touch, 12 digits in quotes. Fix: pulumi config set aws:allowedAccountIds '[\"444455556666\"]'",
  ],
  [
    "an account that is not a list",
    { "aws:allowedAccountIds": "444455556666" },
    'aws:allowedAccountIds is "444455556666"; allowed: a list with the one account id this stack may touch, 12 digits in quotes. Fix: pulumi config set aws:allowedAccountIds \'["444455556666"]\'',
  ],
  [
    "no project",
    { "gcp:project": undefined },
    "gcp:project is not set; it needs a Google Cloud project id. Fix: pulumi config set gcp:project my-project",
  ],
  [
    "a project's number",
    { "gcp:project": "123456789012" },
    'gcp:project is "123456789012"; allowed: a Google Cloud project id (6 to 30 of a-z, 0-9 and hyphen; not the project\'s number or display name). Fix: pulumi config set gcp:project my-project',
  ],
  [
    "a misspelt top key",
    { "airflow:nmae": "x" },
    "airflow:nmae is not a known key; did you mean airflow:name? Fix: rename it, or pulumi config rm airflow:nmae",
  ],
  [
    "a key nothing is near",
    { "airflow:helm": "x" },
    "airflow:helm is not a known key; known here: airflow:platform, airflow:name, airflow:airflowVersion, airflow:awake, airflow:dags, airflow:google, airflow:access, airflow:protection, airflow:alerts, airflow:mwaa. Fix: pulumi config rm airflow:helm",
  ],
  [
    "the other platform's part",
    { "airflow:gke": { domain: "a.b.com" } },
    "airflow:gke is for platform gke, and airflow:platform is mwaa. Fix: pulumi config rm airflow:gke, or pulumi config set airflow:platform gke",
  ],
  [
    "a name with capitals",
    { "airflow:name": "Airflow" },
    'airflow:name is "Airflow"; allowed: 2 to 32 of a-z, 0-9 and hyphen, starting with a letter, not ending with a hyphen. Fix: pulumi config set airflow:name airflow-dev',
  ],
  [
    "a version of two numbers",
    { "airflow:airflowVersion": "3.2" },
    `airflow:airflowVersion is "3.2"; allowed: a version such as ${defaultVersion("mwaa")} (default on mwaa) or ${defaultVersion("gke")} (default on gke). Fix: pulumi config set airflow:airflowVersion ${defaultVersion("mwaa")}`,
  ],
  [
    "protection that is neither",
    { "airflow:protection": "yes" },
    'airflow:protection is "yes"; allowed: true or false. Fix: pulumi config set airflow:protection true',
  ],
  [
    "awake that is neither",
    { "airflow:awake": "yes" },
    'airflow:awake is "yes"; allowed: true or false. Fix: pulumi config set airflow:awake true',
  ],
  [
    "DAGs at a URL",
    { "airflow:dags": "s3://bucket/dags" },
    'airflow:dags is "s3://bucket/dags"; allowed: a folder of the project or beside it, "external", or on gke {"repo": URL, "ref": BRANCH, "path": FOLDER}. Fix: pulumi config set airflow:dags airflow/dags',
  ],
  [
    "DAGs in a folder that is not there",
    { "airflow:dags": "airflow/dag" },
    'airflow:dags is "airflow/dag"; allowed: a folder that exists in the project or beside it, or "external". Fix: pulumi config set airflow:dags airflow/dags',
  ],
  [
    "DAGs from git on mwaa",
    { "airflow:dags": { repo: "https://git.example/dags.git" } },
    'airflow:dags is {"repo":"https://git.example/dags.git","ref":"main","path":""}; MWAA reads DAGs from its bucket, not from git. Fix: pulumi config set airflow:dags airflow/dags, or external where your CI uploads them',
  ],
  [
    "a service account id that is too short",
    { "airflow:google": { serviceAccountId: "sa" } },
    "airflow:google.serviceAccountId is \"sa\"; allowed: 6 to 30 of a-z, 0-9 and hyphen, starting with a letter, not ending with a hyphen. Fix: pulumi config set --path 'airflow:google.serviceAccountId' sa-aws-mwaa",
  ],
  [
    "a role by its title",
    { "airflow:google": { roles: ["BigQuery Admin"] } },
    "airflow:google.roles[0] is \"BigQuery Admin\"; allowed: a Google role such as roles/bigquery.jobUser, or projects/PROJECT/roles/ID. Fix: pulumi config set --path 'airflow:google.roles[0]' roles/bigquery.jobUser",
  ],
  [
    "a reserved pool id",
    { "airflow:google": { poolId: "gcp-pool" } },
    "airflow:google.poolId is \"gcp-pool\"; allowed: 4 to 32 of a-z, 0-9 and hyphen, not starting with gcp- (reserved by Google). Fix: pulumi config set --path 'airflow:google.poolId' pl-aws-mwaa",
  ],
  [
    "a provider id with capitals",
    { "airflow:google": { providerId: "PVDR" } },
    "airflow:google.providerId is \"PVDR\"; allowed: 4 to 32 of a-z, 0-9 and hyphen, not starting with gcp- (reserved by Google). Fix: pulumi config set --path 'airflow:google.providerId' pvdr-aws-mwaa",
  ],
  [
    "a pool's id where its name is needed",
    { "airflow:google": { existingPool: "pl-aws-mwaa" } },
    "airflow:google.existingPool is \"pl-aws-mwaa\"; allowed: projects/NUMBER/locations/global/workloadIdentityPools/ID. Fix: pulumi config set --path 'airflow:google.existingPool' projects/123456789/locations/global/workloadIdentityPools/pl-aws-mwaa",
  ],
  [
    "two pools",
    {
      "airflow:google": {
        existingPool: "projects/1/locations/global/workloadIdentityPools/pl-aws-mwaa",
        poolId: "pl-aws-mwaa",
      },
    },
    "airflow:google.poolId is \"pl-aws-mwaa\"; airflow:google.existingPool is set too, and only one pool is used. Fix: pulumi config rm --path 'airflow:google.poolId'",
  ],
  [
    "two service accounts",
    {
      "airflow:google": {
        existingServiceAccount: "a@data-project.iam.gserviceaccount.com",
        serviceAccountId: "sa-aws-mwaa",
      },
    },
    "airflow:google.serviceAccountId is \"sa-aws-mwaa\"; airflow:google.existingServiceAccount is set too, and only one account is used. Fix: pulumi config rm --path 'airflow:google.serviceAccountId'",
  ],
  [
    "a person as service account",
    { "airflow:google": { existingServiceAccount: "ada@my-company.com" } },
    "airflow:google.existingServiceAccount is \"ada@my-company.com\"; allowed: the email of a service account, NAME@PROJECT.iam.gserviceaccount.com. Fix: pulumi config set --path 'airflow:google.existingServiceAccount' airflow@my-project.iam.gserviceaccount.com",
  ],
  [
    "an admin by email on mwaa",
    { "airflow:access": { admins: ["user:ada@my-company.com"] } },
    "airflow:access.admins[0] is \"user:ada@my-company.com\"; allowed: the ARN of an IAM role, user or group of account 444455556666. Fix: pulumi config set --path 'airflow:access.admins[0]' arn:aws:iam::444455556666:role/data-team",
  ],
  [
    "a role of another account",
    { "airflow:access": { triggerCallers: ["arn:aws:iam::777788889999:role/ci"] } },
    "airflow:access.triggerCallers[0] is \"arn:aws:iam::777788889999:role/ci\"; allowed: the ARN of an IAM role, user or group of account 444455556666. Fix: pulumi config set --path 'airflow:access.triggerCallers[0]' arn:aws:iam::444455556666:role/data-team",
  ],
  [
    "a misspelt access key",
    { "airflow:access": { admin: [] } },
    "airflow:access.admin is not a known key; did you mean airflow:access.admins? Fix: rename it, or pulumi config rm --path 'airflow:access.admin'",
  ],
  [
    "a class that is not there",
    { "airflow:mwaa": { environmentClass: "mw1.tiny" } },
    "airflow:mwaa.environmentClass is \"mw1.tiny\"; allowed: one of mw1.micro, mw1.small, mw1.medium, mw1.large, mw1.xlarge, mw1.2xlarge. Fix: pulumi config set --path 'airflow:mwaa.environmentClass' mw1.small",
  ],
  [
    "workers as text",
    { "airflow:mwaa": { maxWorkers: "five" } },
    "airflow:mwaa.maxWorkers is \"five\"; allowed: a whole number from 1 to 25 (workers). Fix: pulumi config set --path 'airflow:mwaa.maxWorkers' 5",
  ],
  [
    "too many workers",
    { "airflow:mwaa": { maxWorkers: 26 } },
    "airflow:mwaa.maxWorkers is 26; allowed: a whole number from 1 to 25 (workers). Fix: pulumi config set --path 'airflow:mwaa.maxWorkers' 25",
  ],
  [
    "more workers at least than at most",
    { "airflow:mwaa": { minWorkers: 7 } },
    "airflow:mwaa.minWorkers is 7; it is more than airflow:mwaa.maxWorkers, 5. Fix: pulumi config set --path 'airflow:mwaa.maxWorkers' 7",
  ],
  [
    "one scheduler",
    { "airflow:mwaa": { schedulers: 1 } },
    "airflow:mwaa.schedulers is 1; allowed: a whole number from 2 to 5 (1 only on mw1.micro). Fix: pulumi config set --path 'airflow:mwaa.schedulers' 2",
  ],
  [
    "two schedulers on micro",
    { "airflow:mwaa": { environmentClass: "mw1.micro", schedulers: 2 } },
    "airflow:mwaa.schedulers is 2; mw1.micro is one container: it takes 1 and does not scale. Fix: pulumi config rm --path 'airflow:mwaa.schedulers', or choose mw1.small",
  ],
  [
    "a worker range on micro",
    { "airflow:mwaa": { environmentClass: "mw1.micro", maxWorkers: 3 } },
    "airflow:mwaa.maxWorkers is 3; mw1.micro is one container: it takes 1 and does not scale. Fix: pulumi config rm --path 'airflow:mwaa.maxWorkers', or choose mw1.small",
  ],
  [
    "one web server",
    { "airflow:mwaa": { minWebservers: 1 } },
    "airflow:mwaa.minWebservers is 1; allowed: a whole number from 2 to 5 (1 only on mw1.micro). Fix: pulumi config set --path 'airflow:mwaa.minWebservers' 2",
  ],
  [
    "an access mode of another service",
    { "airflow:mwaa": { webserverAccess: "PRIVATE" } },
    "airflow:mwaa.webserverAccess is \"PRIVATE\"; allowed: one of PUBLIC_ONLY, PRIVATE_ONLY, PUBLIC_AND_PRIVATE. Fix: pulumi config set --path 'airflow:mwaa.webserverAccess' PRIVATE_ONLY",
  ],
  [
    "both web servers before 3.2",
    { "airflow:airflowVersion": "2.11.2", "airflow:mwaa": { webserverAccess: "PUBLIC_AND_PRIVATE" } },
    "airflow:mwaa.webserverAccess is \"PUBLIC_AND_PRIVATE\"; it needs Airflow 3.2 or later, and airflow:airflowVersion is 2.11.2. Fix: pulumi config set --path 'airflow:mwaa.webserverAccess' PUBLIC_ONLY",
  ],
  [
    "a version whose Google provider fails",
    { "airflow:airflowVersion": "3.0.6" },
    'airflow:airflowVersion is "3.0.6"; its Google provider 17.1.0 fails on a run without a logical date, and a deferrable task of it stops the triggerer, and airflow:google is on. Fix: pulumi config set airflow:airflowVersion 3.2.1',
  ],
  [
    "maintenance at a quarter past",
    { "airflow:mwaa": { maintenanceWindow: "SUN:03:15" } },
    "airflow:mwaa.maintenanceWindow is \"SUN:03:15\"; allowed: a day and a half hour in UTC, DAY:HH:MM with DAY one of MON TUE WED THU FRI SAT SUN and MM 00 or 30. Fix: pulumi config set --path 'airflow:mwaa.maintenanceWindow' SUN:03:00",
  ],
  [
    "an egress that is not there",
    { "airflow:mwaa": { egress: "internet" } },
    "airflow:mwaa.egress is \"internet\"; allowed: one of nat, natPerZone, endpoints, existing. Fix: pulumi config set --path 'airflow:mwaa.egress' nat",
  ],
  [
    "endpoints and Google",
    { "airflow:mwaa": { egress: "endpoints" } },
    "airflow:mwaa.egress is \"endpoints\"; VPC endpoints reach AWS only, and Google's APIs need a way out to the internet. Fix: pulumi config set --path 'airflow:mwaa.egress' nat, or pulumi config set --path 'airflow:google.enabled' false",
  ],
  [
    "an existing way out of a new VPC",
    { "airflow:mwaa": { egress: "existing" } },
    "airflow:mwaa.egress is \"existing\"; a new VPC has no way out yet. Fix: pulumi config set --path 'airflow:mwaa.egress' nat, or name a VPC in airflow:mwaa.network.vpcId",
  ],
  [
    "subnets without their VPC",
    { "airflow:mwaa": { network: { privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"] } } },
    'airflow:mwaa.network.privateSubnetIds is ["subnet-0123456789abcdef1","subnet-0123456789abcdef2"]; it belongs to a VPC that exists, and none is named. Fix: pulumi config set --path \'airflow:mwaa.network.vpcId\' vpc-…',
  ],
  [
    "a VPC without subnets",
    { "airflow:mwaa": { egress: "existing", network: { vpcId: "vpc-0123456789abcdef0" } } },
    "airflow:mwaa.network.privateSubnetIds is not set; it needs two private subnets of the VPC in different zones (or set network.privateSubnetCidrs to have them made). Fix: pulumi config set --path 'airflow:mwaa.network.privateSubnetIds[0]' 'subnet-…' && pulumi config set --path 'airflow:mwaa.network.privateSubnetIds[1]' 'subnet-…'",
  ],
  [
    "subnets that exist and subnets to make",
    {
      "airflow:mwaa": {
        egress: "existing",
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
          privateSubnetCidrs: ["10.0.1.0/24", "10.0.2.0/24"],
        },
      },
    },
    'airflow:mwaa.network.privateSubnetCidrs is ["10.0.1.0/24","10.0.2.0/24"]; network.privateSubnetIds names subnets that exist. Fix: pulumi config rm --path \'airflow:mwaa.network.privateSubnetCidrs\'',
  ],
  [
    "one subnet",
    {
      "airflow:mwaa": {
        egress: "existing",
        network: { vpcId: "vpc-0123456789abcdef0", privateSubnetIds: ["subnet-0123456789abcdef1"] },
      },
    },
    "airflow:mwaa.network.privateSubnetIds is [\"subnet-0123456789abcdef1\"]; allowed: a list of 2 different ids subnet-…. Fix: pulumi config rm --path 'airflow:mwaa.network.privateSubnetIds' && pulumi config set --path 'airflow:mwaa.network.privateSubnetIds[0]' subnet-0123456789abcdef0 && pulumi config set --path 'airflow:mwaa.network.privateSubnetIds[1]' subnet-0123456789abcdef1",
  ],
  [
    "the same subnet twice",
    {
      "airflow:mwaa": {
        egress: "existing",
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef1"],
        },
      },
    },
    'airflow:mwaa.network.privateSubnetIds is ["subnet-0123456789abcdef1","subnet-0123456789abcdef1"]; the two must differ. Fix: pulumi config set --path \'airflow:mwaa.network.privateSubnetIds[1]\' another',
  ],
  [
    "no public subnet for the gateway",
    {
      "airflow:mwaa": {
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
          privateRouteTableIds: ["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"],
        },
      },
    },
    "airflow:mwaa.network.publicSubnetIds is not set; it needs a public subnet of the VPC for the NAT gateway of egress nat. Fix: pulumi config set --path 'airflow:mwaa.network.publicSubnetIds[0]' 'subnet-…'",
  ],
  [
    "one public subnet for two gateways",
    {
      "airflow:mwaa": {
        egress: "natPerZone",
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
          privateRouteTableIds: ["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"],
          publicSubnetIds: ["subnet-0123456789abcdef3"],
        },
      },
    },
    "airflow:mwaa.network.publicSubnetIds[1] is not set; it needs two public subnets of the VPC for the NAT gateways of egress natPerZone. Fix: pulumi config set --path 'airflow:mwaa.network.publicSubnetIds[1]' 'subnet-…'",
  ],
  [
    "no route tables for the gateway",
    {
      "airflow:mwaa": {
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
          publicSubnetIds: ["subnet-0123456789abcdef3"],
        },
      },
    },
    "airflow:mwaa.network.privateRouteTableIds is not set; it needs the route table of the private subnets, where a default route is put. Fix: pulumi config set --path 'airflow:mwaa.network.privateRouteTableIds[0]' 'rtb-…'",
  ],
  [
    "no route table for the S3 endpoint",
    {
      "airflow:google": { enabled: false },
      "airflow:mwaa": {
        egress: "endpoints",
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
        },
      },
    },
    "airflow:mwaa.network.privateRouteTableIds is not set; it needs the route table of the private subnets, where the S3 endpoint is put. Fix: pulumi config set --path 'airflow:mwaa.network.privateRouteTableIds[0]' 'rtb-…'",
  ],
  [
    "existing endpoints and no endpoints",
    {
      "airflow:mwaa": {
        egress: "existing",
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
          existingEndpoints: ["s3"],
        },
      },
    },
    "airflow:mwaa.network.existingEndpoints is [\"s3\"]; egress existing makes no endpoints. Fix: pulumi config set --path 'airflow:mwaa.egress' endpoints",
  ],
  [
    "existing endpoints of a new VPC",
    {
      "airflow:google": { enabled: false },
      "airflow:mwaa": { egress: "endpoints", network: { existingEndpoints: ["s3"] } },
    },
    "airflow:mwaa.network.existingEndpoints is [\"s3\"]; a new VPC has no endpoints yet. Fix: pulumi config rm --path 'airflow:mwaa.network.existingEndpoints'",
  ],
  [
    "an endpoint by its full name",
    {
      "airflow:google": { enabled: false },
      "airflow:mwaa": {
        egress: "endpoints",
        network: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
          privateRouteTableIds: ["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"],
          existingEndpoints: ["com.amazonaws.us-east-1.s3"],
        },
      },
    },
    "airflow:mwaa.network.existingEndpoints[0] is \"com.amazonaws.us-east-1.s3\"; allowed: one of s3, monitoring, logs, ecr.api, ecr.dkr, sqs, kms, airflow.api, airflow.env, secretsmanager. Fix: pulumi config set --path 'airflow:mwaa.network.existingEndpoints[0]' s3",
  ],
  [
    "a range that does not start on its boundary",
    { "airflow:mwaa": { network: { vpcCidr: "10.192.5.0/16" } } },
    "airflow:mwaa.network.vpcCidr is \"10.192.5.0/16\"; allowed: an IPv4 range with a prefix from /16 to /24 that starts on its own boundary. Fix: pulumi config set --path 'airflow:mwaa.network.vpcCidr' 10.192.0.0/16",
  ],
  [
    "a range that is too small",
    { "airflow:mwaa": { network: { vpcCidr: "10.192.0.0/26" } } },
    "airflow:mwaa.network.vpcCidr is \"10.192.0.0/26\"; allowed: an IPv4 range with a prefix from /16 to /24 that starts on its own boundary. Fix: pulumi config set --path 'airflow:mwaa.network.vpcCidr' 10.192.0.0/16",
  ],
  [
    "zones of another region",
    { "airflow:mwaa": { network: { zones: ["eu-west-1a", "eu-west-1b"] } } },
    "airflow:mwaa.network.zones is [\"eu-west-1a\",\"eu-west-1b\"]; allowed: two zones of aws:region, us-east-1. Fix: pulumi config rm --path 'airflow:mwaa.network.zones' && pulumi config set --path 'airflow:mwaa.network.zones[0]' us-east-1a && pulumi config set --path 'airflow:mwaa.network.zones[1]' us-east-1b",
  ],
  [
    "one zone twice",
    { "airflow:mwaa": { network: { zones: ["us-east-1a", "us-east-1a"] } } },
    'airflow:mwaa.network.zones is ["us-east-1a","us-east-1a"]; the two must differ. Fix: pulumi config set --path \'airflow:mwaa.network.zones[1]\' another',
  ],
  [
    "the alias of a key",
    { "airflow:mwaa": { kmsKeyArn: "arn:aws:kms:us-east-1:444455556666:alias/airflow" } },
    "airflow:mwaa.kmsKeyArn is \"arn:aws:kms:us-east-1:444455556666:alias/airflow\"; allowed: the ARN of a key of one region (not of an alias, not mrk-…), or aws-owned. Fix: pulumi config set --path 'airflow:mwaa.kmsKeyArn' aws-owned",
  ],
  [
    "a key in another region",
    { "airflow:mwaa": { kmsKeyArn: "arn:aws:kms:eu-west-1:444455556666:key/01234567-89ab-cdef-0123-456789abcdef" } },
    "airflow:mwaa.kmsKeyArn is \"arn:aws:kms:eu-west-1:444455556666:key/01234567-89ab-cdef-0123-456789abcdef\"; allowed: a key in aws:region, us-east-1. Fix: pulumi config set --path 'airflow:mwaa.kmsKeyArn' arn:aws:kms:us-east-1:ACCOUNT:key/ID",
  ],
  [
    "a bucket's URL",
    { "airflow:mwaa": { bucketName: "s3://my-bucket" } },
    "airflow:mwaa.bucketName is \"s3://my-bucket\"; allowed: the name of a bucket (not a URL or an ARN). Fix: pulumi config set --path 'airflow:mwaa.bucketName' my-airflow-bucket",
  ],
  [
    "a DAG path with a leading slash",
    { "airflow:mwaa": { dagPath: "/dags" } },
    "airflow:mwaa.dagPath is \"/dags\"; allowed: a folder without a leading or ending slash. Fix: pulumi config set --path 'airflow:mwaa.dagPath' dags",
  ],
  [
    "a log level that is not there",
    { "airflow:mwaa": { logging: { task: "TRACE" } } },
    "airflow:mwaa.logging.task is \"TRACE\"; allowed: one of CRITICAL, ERROR, WARNING, INFO, DEBUG, OFF. Fix: pulumi config set --path 'airflow:mwaa.logging.task' INFO",
  ],
  [
    "a retention that CloudWatch does not have",
    { "airflow:mwaa": { logRetentionDays: 31 } },
    "airflow:mwaa.logRetentionDays is 31; allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 (days). Fix: pulumi config set --path 'airflow:mwaa.logRetentionDays' 30",
  ],
  [
    "a replacement that is not there",
    { "airflow:mwaa": { workerReplacement: "SLOW" } },
    "airflow:mwaa.workerReplacement is \"SLOW\"; allowed: one of GRACEFUL, FORCED. Fix: pulumi config set --path 'airflow:mwaa.workerReplacement' GRACEFUL",
  ],
  [
    "a region of GovCloud",
    { "aws:region": "us-gov-west-1" },
    'aws:region is "us-gov-west-1"; allowed: a region where MWAA is offered (AWS\'s own list in botocore, 2026-11-21); the nearest is us-west-2. Fix: pulumi config set aws:region us-west-2',
  ],
  [
    "Google from China",
    { "aws:region": "cn-north-1" },
    "airflow:google.enabled is true; Google does not verify identities of AWS's partition in China, where cn-north-1 is. Fix: pulumi config set --path 'airflow:google.enabled' false",
  ],
  [
    "a key of several regions",
    { "airflow:mwaa": { kmsKeyArn: "arn:aws:kms:us-east-1:444455556666:key/mrk-0123456789abcdef0123456789abcdef" } },
    "airflow:mwaa.kmsKeyArn is \"arn:aws:kms:us-east-1:444455556666:key/mrk-0123456789abcdef0123456789abcdef\"; allowed: the ARN of a key of one region (not of an alias, not mrk-…), or aws-owned. Fix: pulumi config set --path 'airflow:mwaa.kmsKeyArn' aws-owned",
  ],
  [
    "a role of IAM Identity Center",
    {
      "airflow:access": {
        admins: ["arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Data_0123456789abcdef"],
      },
    },
    "airflow:access.admins[0] is \"arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO…; IAM Identity Center owns the role, and refuses that a policy is attached to it. Fix: pulumi config rm --path 'airflow:access.admins[0]' && pulumi config set --path 'airflow:mwaa.fixedPolicyNames' true, then name the policy of `pulumi stack output accessPolicyArns` in the permission set",
  ],
  [
    "an option whose name is too long for MWAA",
    { "airflow:mwaa": { airflowOptions: { [`core.${"x".repeat(60)}`]: "1" } } },
    `airflow:mwaa.airflowOptions["core.${"x".repeat(60)}"] is "set"; MWAA takes names of at most 64 characters. Fix: pulumi config rm --path 'airflow:mwaa.airflowOptions["core.${"x".repeat(60)}"]'`,
  ],
  [
    "an empty option",
    { "airflow:mwaa": { airflowOptions: { "smtp.smtp_password": "" } } },
    'airflow:mwaa.airflowOptions["smtp.smtp_password"] is "set"; its value is empty, or has more than printable ASCII, which is all that MWAA takes. Fix: pulumi config rm --path \'airflow:mwaa.airflowOptions["smtp.smtp_password"]\'',
  ],
  [
    "an option beyond ASCII, without its value",
    { "airflow:mwaa": { airflowOptions: { "smtp.smtp_password": "pässword" } } },
    'airflow:mwaa.airflowOptions["smtp.smtp_password"] is "set"; its value is empty, or has more than printable ASCII, which is all that MWAA takes. Fix: pulumi config rm --path \'airflow:mwaa.airflowOptions["smtp.smtp_password"]\'',
  ],
  [
    "an option that MWAA sets",
    { "airflow:mwaa": { airflowOptions: { "core.executor": "LocalExecutor" } } },
    'airflow:mwaa.airflowOptions["core.executor"] is "set"; MWAA sets it after yours, to CeleryExecutor (LocalExecutor on mw1.micro): yours would do nothing. Fix: pulumi config rm --path \'airflow:mwaa.airflowOptions["core.executor"]\'',
  ],
  [
    "graceful updates where MWAA has none",
    { "aws:region": "ca-west-1", "airflow:mwaa": { workerReplacement: "GRACEFUL" } },
    "airflow:mwaa.workerReplacement is \"GRACEFUL\"; ca-west-1 has no graceful updates yet. Fix: pulumi config rm --path 'airflow:mwaa.workerReplacement'",
  ],
  [
    "an Airflow option without its section",
    { "airflow:mwaa": { airflowOptions: { parallelism: 4 } } },
    'airflow:mwaa.airflowOptions is {"parallelism":"[secret]"}; allowed: section.key to a value, such as core.default_timezone to utc. Fix: pulumi config rm --path \'airflow:mwaa.airflowOptions\' && pulumi config set --path \'airflow:mwaa.airflowOptions["core.default_timezone"]\' utc',
  ],
  [
    "a repository's address",
    { "airflow:mwaa": { ecrRepositories: ["444455556666.dkr.ecr.us-east-1.amazonaws.com/Image:1"] } },
    "airflow:mwaa.ecrRepositories[0] is \"444455556666.dkr.ecr.us-east-1.amazonaws.com/Image:1\"; allowed: a repository's name or ARN, not an image's URI. Fix: pulumi config set --path 'airflow:mwaa.ecrRepositories[0]' my-image",
  ],
  [
    "a policy's name",
    { "airflow:mwaa": { policyArns: ["ReadOnly"] } },
    "airflow:mwaa.policyArns[0] is \"ReadOnly\"; allowed: the ARN of a managed policy. Fix: pulumi config set --path 'airflow:mwaa.policyArns[0]' arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
  ],
  [
    "a misspelt mwaa key",
    { "airflow:mwaa": { maxWorker: 5 } },
    "airflow:mwaa.maxWorker is not a known key; did you mean airflow:mwaa.maxWorkers? Fix: rename it, or pulumi config rm --path 'airflow:mwaa.maxWorker'",
  ],
  [
    "an object where a word belongs",
    { "airflow:mwaa": { egress: { nat: true } } },
    "airflow:mwaa.egress is {\"nat\":true}; allowed: one of nat, natPerZone, endpoints, existing. Fix: pulumi config set --path 'airflow:mwaa.egress' nat",
  ],
  [
    "a word where an object belongs",
    { "airflow:mwaa": "mw1.small" },
    'airflow:mwaa is "mw1.small"; it is an object with environmentClass, minWorkers, maxWorkers, schedulers, minWebservers, maxWebservers, webserverAccess, maintenanceWindow, network, egress, keepAddresses, kmsKeyArn, bucketName, dagPath, logging, logRetentionDays, workerReplacement, airflowOptions, ecrRepositories, policyArns, permissionsBoundary, iamPath, tags, executionRoleArn, trustedPrincipals, packages, endpointManagement, fixedPolicyNames. Fix: pulumi config rm airflow:mwaa, then set its keys',
  ],
  ...badCompanyConfigs,
  [
    "alarms for nobody",
    { "airflow:alerts": { taskFailures: 5 } },
    "airflow:alerts.emails is not set; it needs a list of 1 to 5 email addresses. Fix: pulumi config set --path 'airflow:alerts.emails[0]' oncall@my-company.com",
  ],
  [
    "alarms to a name",
    { "airflow:alerts": { emails: ["oncall"] } },
    "airflow:alerts.emails[0] is \"oncall\"; allowed: an email address. Fix: pulumi config set --path 'airflow:alerts.emails[0]' oncall@my-company.com",
  ],
  [
    "alarms to more than a budget can tell",
    { "airflow:alerts": { emails: ["a@b.cd", "b@b.cd", "c@b.cd", "d@b.cd", "e@b.cd", "f@b.cd"] } },
    'airflow:alerts.emails is ["a@b.cd","b@b.cd","c@b.cd","d@b.cd","e@b.cd","f@b.cd"]; allowed: a list of 1 to 5 email addresses. Fix: pulumi config rm --path \'airflow:alerts.emails\' && pulumi config set --path \'airflow:alerts.emails[0]\' oncall@my-company.com',
  ],
  [
    "no failed task at all",
    { "airflow:alerts": { emails: ["a@b.cd"], taskFailures: 0 } },
    "airflow:alerts.taskFailures is 0; allowed: a whole number from 1 to 100000 (tries an hour). Fix: pulumi config set --path 'airflow:alerts.taskFailures' 1",
  ],
  [
    "a budget in words",
    { "airflow:alerts": { emails: ["a@b.cd"], monthlyBudget: "a lot" } },
    "airflow:alerts.monthlyBudget is \"a lot\"; allowed: a whole number from 1 to 10000000 (USD). Fix: pulumi config set --path 'airflow:alerts.monthlyBudget' 450",
  ],
  [
    "a budget of something else",
    { "airflow:alerts": { emails: ["a@b.cd"], budgetOf: "project" } },
    "airflow:alerts.budgetOf is \"project\"; allowed: one of account, stack. Fix: pulumi config set --path 'airflow:alerts.budgetOf' account",
  ],
  [
    "a dashboard by name",
    { "airflow:alerts": { emails: ["a@b.cd"], dashboard: "mine" } },
    "airflow:alerts.dashboard is \"mine\"; allowed: true or false. Fix: pulumi config set --path 'airflow:alerts.dashboard' true",
  ],
  [
    "Google's billing account",
    { "airflow:alerts": { emails: ["a@b.cd"], billingAccount: "012345-6789AB-CDEF01" } },
    "airflow:alerts.billingAccount is \"012345-6789AB-CDEF01\"; the bill of an mwaa stack is AWS's. Fix: pulumi config rm --path 'airflow:alerts.billingAccount'",
  ],
  [
    "a word where alerts belong",
    { "airflow:alerts": "oncall@my-company.com" },
    'airflow:alerts is "oncall@my-company.com"; it is an object with emails, taskFailures, monthlyBudget, budgetOf, billingAccount, dashboard. Fix: pulumi config rm airflow:alerts, then set its keys',
  ],
];
