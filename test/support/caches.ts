// Loaded into each test process before anything else. Test files and the servers that they start share two caches in the
// project: compiled modules, and the prepared default data, which would otherwise go into the user's own cache folder.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '.tap');
process.env.NODE_COMPILE_CACHE = join(folder, 'compile-cache');
process.env.XDG_CACHE_HOME = join(folder, 'data');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
