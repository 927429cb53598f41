const pathJobId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** E15: whether a text is a job id in the form that a path accepts, which is the form of Django's `<uuid:>`. */
export const isPathJobId = (text: string): boolean => pathJobId.test(text);
