/** What to do about errors of Google's that do not say it. Pure. */

const hints: [form: RegExp, hint: string][] = [
  [
    /verify ownership of the domain/i,
    "Google wants to see that the domain is yours: verify it for the account that runs pulumi (https://search.google.com/search-console/welcome) " +
      "and run pulumi up again, or keep DNS elsewhere: pulumi config set --path 'airflow:gke.dnsZone' external",
  ],
  [
    /cloudkms\.cryptoKeyVersions\.useTo(En|De)crypt' denied|Permission denied on Cloud KMS key/,
    "One of Google's agents may not use the key airflow:gke.kmsKey: docs/gke-company.md lists the grants, and with airflow:gke.grants told the output grants does. " +
      "Make them, wait two minutes and run pulumi up again.",
  ],
  [
    /Google Compute Engine: Required 'compute\.(networks|subnetworks)\.|container\.hostServiceAgent\.use/,
    "One of Google's agents may not use the network of airflow:gke.network.project: docs/gke-company.md lists the grants, and with airflow:gke.grants told the output grants does. " +
      "Make them, wait two minutes and run pulumi up again.",
  ],
  [
    /GCE_STOCKOUT|ZONE_RESOURCE_POOL_EXHAUSTED|does not have enough resources available/,
    "The zone has no machine of that kind now. Wait and run pulumi up again, or take nodes that are no Spot VMs: " +
      "pulumi config set --path 'airflow:gke.spot' false. Another machine type may be there too (airflow:gke.machineType); another zone moves the database (docs/gke.md).",
  ],
  [
    /Quota '\w+' exceeded|QUOTA_EXCEEDED/,
    "The project may not have so much of it: ask for more at https://console.cloud.google.com/iam-admin/quotas, or take fewer nodes (airflow:gke.nodes.max).",
  ],
];

/** A hint for an error, or undefined. */
export const googleHint = (message: string): string | undefined => hints.find(([form]) => form.test(message))?.[1];
