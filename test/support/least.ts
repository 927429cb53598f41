export { minCpuTime as least } from './min-cpu-time.ts';
