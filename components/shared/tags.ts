/** Tags of AWS as an object in S3 takes them. Pure. */

/** What an object in S3 takes (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html). */
export const objectLimit = 10;

type Tags = Record<string, string>;

/**
 * The stack's tags in the order of the config, then those of the provider that the stack has not.
 *
 * @param defaults tags of the provider, `aws:defaultTags`
 */
export const tagsInOrder = (tags: Tags, defaults: Tags): [key: string, value: string][] => [
  ...Object.entries(tags),
  ...Object.entries(defaults).filter(([key]) => !(key in tags)),
];

/**
 * Tags of an object: the stack's where all fit, the provider adds its own. Else the first ten, and the provider is told to leave
 * its own out (terraform-provider-aws, website/docs/r/s3_object.html.markdown, override_provider).
 */
export function objectTags(tags: Tags, defaults: Tags): Record<string, unknown> {
  const all = tagsInOrder(tags, defaults);
  if (all.length > objectLimit)
    return {
      tags: Object.fromEntries(all.slice(0, objectLimit)),
      overrideProvider: { defaultTags: { tags: {} } },
    };
  return Object.keys(tags).length > 0 ? { tags } : {};
}
