/** Matches a media range that includes JSON. The range has no parameters. */
const jsonRange = /^(?:\*|application)\/(?:\*|json)$/i;

/**
 * Whether an Accept header allows JSON (E14). As in Django REST Framework, only the media types count: parameters,
 * including the weight `q`, are ignored. A request without the header accepts everything.
 */
export const acceptsJson = (accept = '*/*'): boolean =>
  accept.split(',').some((range) => jsonRange.test((range.split(';', 1)[0] as string).trim()));
