/**
 * What holds data, is hard to get back, or takes half an hour to make, by type: what `airflow:protection` guards and what
 * `plan --against` tells first. Pure.
 */

/** What is lost with a resource of a type, in words that follow "it holds" or "it is". */
export const keptThings: Record<string, string> = {
  "aws:cloudwatch/logGroup:LogGroup": "holds task logs",
  "aws:kms/key:Key": "is the key without which nothing that it encrypted can be read",
  "aws:mwaa/environment:Environment":
    "holds the run history, and connections and variables made in the Airflow page; a new one takes half an hour",
  "aws:s3/bucket:Bucket": "holds the DAGs and all that others put there",
  "gcp:certificatemanager/certificate:Certificate": "is the page's certificate; a new one takes up to an hour",
  "gcp:compute/disk:Disk": "holds the database with the run history",
  "gcp:compute/globalAddress:GlobalAddress": "is the page's address, which DNS records and allow lists name",
  "gcp:compute/managedSslCertificate:ManagedSslCertificate":
    "is the page's certificate; a new one takes 30 to 60 minutes",
  "gcp:container/cluster:Cluster": "holds all that is in it; a new one takes a quarter of an hour and all of the pods",
  "gcp:dns/managedZone:ManagedZone": "has the name servers that your domain names",
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": "has an id that Google keeps taken for 30 days",
  "gcp:kms/cryptoKey:CryptoKey": "is the key without which nothing that it encrypted can be read",
  "gcp:serviceaccount/account:Account": "is who Airflow is at Google, in your grants too",
  "gcp:sql/database:Database": "holds the run history",
  "gcp:sql/databaseInstance:DatabaseInstance": "holds the database with the run history and its backups",
  "gcp:storage/bucket:Bucket": "holds DAGs or task logs",
  "random:index/randomBytes:RandomBytes":
    "is a key that connections in the database are encrypted with, or logins signed",
};

/** What is lost with it; undefined for what is made again in a minute. */
export const lossOf = (type: string): string | undefined => keptThings[type];
