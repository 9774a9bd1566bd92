/** AWS's words for "you may not" and "who are you" (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html). */
import { CouldNotLook } from "../check";
import type { Refusal } from "../refusal";

/** Names of errors, by service: EC2 says UnauthorizedOperation, S3 AccessDenied, most AccessDeniedException. */
const denied = /^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError|NotAuthorized|Forbidden|403)$/;
const stale =
  /^(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException)$/;
const slow = /^(Throttling(Exception)?|RequestLimitExceeded|TooManyRequestsException|SlowDown)$/;

interface AwsError {
  name?: string;
  Code?: string;
  message?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
}

export const awsRefusal: Refusal = (error, { permissions }) => {
  const { name = "", Code, message = "", $metadata } = error as AwsError;
  const fix = "log in as for `pulumi up`: aws sso login --profile PROFILE, or aws configure";
  if (name === "CredentialsProviderError" || name === "TokenProviderError")
    return new CouldNotLook("this shell has no AWS credentials", { fix, cause: error });
  if ($metadata === undefined) return undefined;
  const code = Code ?? name;
  if (denied.test(code) || denied.test(name) || ($metadata.httpStatusCode === 403 && !stale.test(code))) {
    // The message names it: "… is not authorized to perform: ec2:DescribeVpcs on resource: …".
    const named = /not authorized to perform:? ([\w-]+:\w+)/.exec(message)?.[1];
    const permission = named ?? permissions.filter((one) => /^[\w-]+:\w+$/.test(one)).join(", ");
    return new CouldNotLook("AWS does not let the caller look", { permission, cause: error });
  }
  if (stale.test(code))
    return new CouldNotLook(`AWS does not take this shell's credentials (${code})`, { fix, cause: error });
  if (slow.test(code))
    return new CouldNotLook(`AWS asks to slow down (${code})`, { fix: "run it again", cause: error });
  return new CouldNotLook(`AWS answers ${code}: ${message.split("\n")[0]?.slice(0, 160)}`, { cause: error });
};
