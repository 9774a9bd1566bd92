#!/usr/bin/env node
/**
 * Prints a Google access token as Kubernetes wants one from a credential plugin (client.authentication.k8s.io/v1). The kubeconfig
 * of the cluster's provider runs it, so that no token is an input: nothing changes from run to run, a token that ends is followed by
 * a new one, and `pulumi destroy` needs no program. Plain JavaScript: it runs wherever Node does, without a build.
 *
 * Looks where the Google provider looks, in its order: GOOGLE_OAUTH_ACCESS_TOKEN, GOOGLE_CREDENTIALS (a file or its content),
 * the machine's own login; GOOGLE_IMPERSONATE_SERVICE_ACCOUNT last. The kubeconfig sets them where the provider has its own.
 */
"use strict";
const { readFileSync } = require("node:fs");
const { GoogleAuth, Impersonated, OAuth2Client } = require("google-auth-library");

const scopes = [
  "https://www.googleapis.com/auth/cloud-platform",
  // The cluster names its callers by their email.
  "https://www.googleapis.com/auth/userinfo.email",
];

async function sourceClient(env) {
  if (env.GOOGLE_OAUTH_ACCESS_TOKEN) {
    const given = new OAuth2Client();
    given.setCredentials({ access_token: env.GOOGLE_OAUTH_ACCESS_TOKEN });
    return given;
  }
  const text = env.GOOGLE_CREDENTIALS || env.GOOGLE_CLOUD_KEYFILE_JSON || env.GCLOUD_KEYFILE_JSON;
  // A project is not needed for a token, and the library would ask Google which one this is.
  const projectId = "none";
  if (!text) return new GoogleAuth({ scopes, projectId }).getClient();
  const credentials = JSON.parse(text.trim().startsWith("{") ? text : readFileSync(text, "utf8"));
  return new GoogleAuth({ scopes, projectId, credentials }).getClient();
}

async function client(env) {
  const source = await sourceClient(env);
  const targetPrincipal = env.GOOGLE_IMPERSONATE_SERVICE_ACCOUNT;
  if (!targetPrincipal) return source;
  return new Impersonated({
    sourceClient: source,
    targetPrincipal,
    targetScopes: scopes,
    delegates: [],
    lifetime: 3600,
  });
}

async function main() {
  const own = await client(process.env);
  const { token } = await own.getAccessToken();
  if (!token) throw new Error("Google gave no token.");
  const { expiry_date: end } = own.credentials;
  const expirationTimestamp = end > Date.now() ? new Date(end).toISOString() : undefined;
  const status = { token, ...(expirationTimestamp && { expirationTimestamp }) };
  process.stdout.write(
    JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status }),
  );
}

main().catch((error) => {
  process.stderr.write(
    `No Google token for the cluster: ${error.message}\nFix: gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS.\n`,
  );
  process.exitCode = 1;
});
