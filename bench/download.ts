// Downloads one path and counts what comes, with as little work as can be; JSON on stdout tells of it.
// argv: port, path, Authorization, then `whole` (default), `first` (stops at the body's first byte), `again` (without
// end) or `slow` (64 KiB each 50 ms for as many seconds as follow).
import { connect } from 'node:net';

const [port, path, authorization, mode = 'whole', seconds = '5'] = process.argv.slice(2);
const ending = Buffer.from('\r\n0\r\n\r\n');
const headEnd = Buffer.from('\r\n\r\n');

const download = (): Promise<{ ms: number; firstByteMs: number; bytes: number }> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const buffer = Buffer.allocUnsafe(64 * 1024);
    let [firstByteMs, bytes] = [Number.NaN, 0];
    let last: Buffer = Buffer.alloc(0);
    const finish = (): void => {
      socket.destroy();
      resolve({ ms: performance.now() - begun, firstByteMs, bytes });
    };
    const heard = (length: number): boolean => {
      const part = buffer.subarray(0, length);
      bytes += length;
      if (Number.isNaN(firstByteMs)) {
        last = Buffer.concat([last, part]);
        const head = last.indexOf(headEnd);
        if (head < 0 || last.length === head + headEnd.length) return true;
        if (!last.subarray(0, 16).includes(' 200 ')) reject(new Error(last.subarray(0, 300).toString()));
        firstByteMs = performance.now() - begun;
        if (mode === 'first') finish();
      }
      last = Buffer.concat([last.subarray(-ending.length), part.subarray(-ending.length)]);
      if (last.subarray(-ending.length).equals(ending)) finish();
      if (mode !== 'slow') return true;
      setTimeout(() => socket.resume(), 50);
      return false;
    };
    const socket = connect({ host: '127.0.0.1', port: Number(port), onread: { buffer, callback: heard } });
    socket.once('error', reject).once('end', () => reject(new Error(`cut off after ${bytes} bytes`)));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\n\r\n`);
    if (mode === 'slow') setTimeout(finish, Number(seconds) * 1000);
  });

let done = await download();
while (mode === 'again') done = await download();
process.stdout.write(JSON.stringify(done));
