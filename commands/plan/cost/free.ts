/** Types that do not bill by themselves. A type that is neither here nor in a rule is told as unknown, never taken for free. */
const families = [
  /^airflow:/,
  /^pulumi:/,
  /^random:/,
  /^tls:/,
  /^aws:iam\//,
  /^aws:vpc\/securityGroup/,
  /^gcp:(projects|serviceaccount|iam|organizations|iap)\//,
  // Grants on one thing.
  /^gcp:.*I[aA][mM]Member$/,
  // The first 100 certificates of a billing account (cloud.google.com/certificate-manager/pricing).
  /^gcp:certificatemanager\//,
  // Kubernetes objects run on nodes that bill; what asks for more is priced by a rule.
  /^kubernetes:/,
];
const types = new Set([
  "aws:ec2/vpc:Vpc",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/route:Route",
  "aws:ec2/securityGroup:SecurityGroup",
  // Storage is told for the bucket as a whole.
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketPolicy:BucketPolicy",
  // A thousand mails a month are free, 100,000 more are USD 2 (aws.amazon.com/sns/pricing).
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  // A budget that tells and does nothing (aws.amazon.com/aws-cost-management/aws-budgets/pricing).
  "aws:budgets/budget:Budget",
  "gcp:compute/network:Network",
  "gcp:compute/subnetwork:Subnetwork",
  "gcp:compute/router:Router",
  "gcp:compute/firewall:Firewall",
  "gcp:compute/healthCheck:HealthCheck",
  "gcp:compute/uRLMap:URLMap",
  "gcp:compute/targetHttpProxy:TargetHttpProxy",
  "gcp:compute/targetHttpsProxy:TargetHttpsProxy",
  "gcp:compute/managedSslCertificate:ManagedSslCertificate",
  "gcp:compute/sSLPolicy:SSLPolicy",
  "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment",
  "gcp:dns/recordSet:RecordSet",
  // A million runs of checks a month are free: one check from six places every five minutes is 53,000.
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
  "gcp:monitoring/notificationChannel:NotificationChannel",
  "gcp:monitoring/dashboard:Dashboard",
  "gcp:billing/budget:Budget",
  "gcp:sql/database:Database",
  "gcp:sql/user:User",
  "gcp:storage/bucketObject:BucketObject",
  "gcp:storage/bucketIAMMember:BucketIAMMember",
]);

export const isFree = (type: string): boolean => types.has(type) || families.some((family) => family.test(type));
