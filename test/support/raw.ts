export { connectTo as dial, readToEnd as heard, sendRaw as say } from './raw-connection.ts';
