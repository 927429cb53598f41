/** The body of a 401 of Results (R1), and as far as we know of Status and Control (T3, C1). */
export const invalidForResults = { message: 'Invalid or expired token' };

/** The body of a 401 of Search and Unlock (S1). */
export const invalidForSearch = { detail: 'Invalid token.' };

/** R5, R7, E4. */
export const notFound = { detail: 'Not found.' };

/** R6. */
export const notReady = { error: 'Results not ready.' };
