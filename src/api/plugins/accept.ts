/** A media range that JSON is in, without its parameters. */
const jsonRange = /^(?:\*|application)\/(?:\*|json)$/i;

/**
 * Whether an Accept header admits JSON (E14). It is read as Django REST Framework reads it, which compares media types and
 * ignores their parameters, the weight `q` too. A request without the header admits everything.
 */
export const admitsJson = (accept = '*/*'): boolean =>
  accept.split(',').some((range) => jsonRange.test((range.split(';', 1)[0] as string).trim()));
