/** The credential configuration and made-up ids, by exact value. */
import { expect } from "chai";
import { credentialConfig } from "../../../components/gcp/credentialConfig";
import { fitId } from "../../../components/gcp/fitId";
import { googleHint } from "../../../components/gcp/googleHints";
import { secondsToNextTry, waits } from "../../../components/gcp/lateGoogle";

describe("the credential configuration", () => {
  it("is S0's, without the metadata addresses that Fargate does not have", () => {
    const provider = "projects/123456789/locations/global/workloadIdentityPools/pl-aws-mwaa/providers/pvdr-aws-mwaa";
    expect(credentialConfig(provider, "sa-aws-mwaa@my-project.iam.gserviceaccount.com")).to.deep.equal({
      universe_domain: "googleapis.com",
      type: "external_account",
      audience: `//iam.googleapis.com/${provider}`,
      subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
      token_url: "https://sts.googleapis.com/v1/token",
      service_account_impersonation_url:
        "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/sa-aws-mwaa@my-project.iam.gserviceaccount.com:generateAccessToken",
      credential_source: {
        environment_id: "aws1",
        regional_cred_verification_url:
          "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
      },
    });
  });
});

describe("ids made from a name", () => {
  for (const [name, max, options, id] of [
    ["airflow-dev", 30, { min: 6 }, "airflow-dev"],
    ["dev", 30, { min: 6 }, "airflow-dev"],
    ["gcp-dev", 25, { prefix: "pl-" }, "pl-gcp-dev"],
    ["a-name-that-is-far-too-long-fo", 25, { prefix: "pl-" }, "pl-a-name-that-is-fa-d5ae"],
    ["a-name-that-is-far-tooo-long", 25, { prefix: "pl-" }, "pl-a-name-that-is-fa-30d0"],
    ["ends-in-a-hyphen-when-cu-t", 25, {}, "ends-in-a-hyphen-whe-186c"],
    ["a-hyphen-at-the-very-cut-stays-out", 24, {}, "a-hyphen-at-the-ver-a5fd"],
  ] as const)
    it(`${name} in ${max} -> ${id}`, () => expect(fitId(name, max, options)).to.equal(id));
});

describe("an error of Google's", () => {
  const api = "googleapi: Error 403: Cloud DNS API has not been used in project my-project before or it is disabled.";
  const account = "Error 400: Service account a@p.iam.gserviceaccount.com does not exist., badRequest";

  const key = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
  const ungranted = [
    `Error 403: Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '${key}' (or it may not exist)., forbidden`,
    "Error 403: Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been authorized to use this key., forbidden",
    "Error 403: Google Compute Engine: Required 'compute.subnetworks.get' permission for 'projects/h/regions/r/subnetworks/s', forbidden",
    'Error 403: Kubernetes Engine Service Agent is missing required permissions on this project: required "container.hostServiceAgent.use" permission(s) for "projects/h"., forbidden',
  ];

  it("of a grant that never comes says where the grants are", () => {
    for (const message of ungranted) expect(googleHint(message)).to.match(/docs\/gke-company\.md lists the grants/);
  });

  it("that only tells that Google is late is tried again, for four minutes", () => {
    for (const message of [api, account, ...ungranted]) expect(secondsToNextTry([message])).to.equal(2);
    expect(secondsToNextTry([api, api, api])).to.equal(10);
    expect(secondsToNextTry(waits.map(() => api))).to.equal(60);
    expect(secondsToNextTry([...waits, 0].map(() => api))).to.equal(undefined);
    expect(waits.reduce((sum, one) => sum + one, 0)).to.equal(247);
  });
  it("of another kind is not", () => {
    for (const message of ["Error 403: Required 'compute.disks.create' permission", "Error 404: was not found"])
      expect(secondsToNextTry([message])).to.equal(undefined);
  });
  it("gets a hint where Google gives none", () => {
    expect(googleHint("Please verify ownership of the domain (or a parent) and try again")).to.include(
      "pulumi config set --path 'airflow:gke.dnsZone' external",
    );
    expect(googleHint("instance creation failed: [GCE_STOCKOUT]")).to.include("'airflow:gke.spot' false");
    expect(googleHint("Quota 'SSD_TOTAL_GB' exceeded. Limit: 250.0 in region us-central1.")).to.include("quotas");
    expect(googleHint(api)).to.equal(undefined);
  });
});
