const jobIdForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is a job id in the only form that a path takes (E15), which is what Django's `<uuid:>` takes. */
export const isPathJobId = (text: string): boolean => jobIdForm.test(text);
