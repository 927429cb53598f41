// An import of node:http would load all its exports, one of which loads fetch: 60 ms of every start.
export const { METHODS, STATUS_CODES, ServerResponse, request } = process.getBuiltinModule('node:http');
