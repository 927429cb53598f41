/** The vendor's internal statuses of a job (T1). */
export const jobStatuses = [
  'Draft',
  'Uploading',
  'Enrichment Started',
  'Paused',
  'Enrichment Completed',
  'Enhancement Completed',
  'Failure',
  'Upload Failed',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** The word of the API for each internal status (T1). */
export const apiStatus = {
  Draft: 'queued',
  Uploading: 'queued',
  'Enrichment Started': 'in-progress',
  Paused: 'paused',
  'Enrichment Completed': 'completed',
  'Enhancement Completed': 'completed',
  Failure: 'failed',
  'Upload Failed': 'failed',
} as const satisfies Record<JobStatus, string>;

/** Whether a job is done, with all of its records. */
export const isCompleted = (status: JobStatus): boolean => apiStatus[status] === 'completed';

/** The values of the closed filters (README, The default data). Each list runs from small to large. */
export const employeeRanges = [
  '1-10',
  '11-50',
  '51-200',
  '201-500',
  '501-1000',
  '1001-5000',
  '5001-10000',
  '10001+',
] as const;
export const revenueRanges = [
  '$0-$1M',
  '$1M-$10M',
  '$10M-$50M',
  '$50M-$100M',
  '$100M-$500M',
  '$500M-$1B',
  '$1B-$10B',
  '$10B+',
] as const;
/** Where the data of a record may come from, the most common source first, and how common each is. */
export const enrichmentSources = [
  { name: 'datacore', weight: 70 },
  { name: 'bigquery', weight: 22 },
  { name: 'netnut', weight: 5 },
  { name: 'zerobounce', weight: 3 },
] as const;

/** Job levels from the top, how common each is, and the words its titles are made of. `AREA` is an area of work. */
export const jobLevels = [
  {
    name: 'C Level',
    weight: 7,
    titles: ['CEO', 'CFO', 'CTO', 'COO', 'Chief Marketing Officer', 'Chief People Officer', 'Chief AREA Officer'],
  },
  { name: 'Vice President Level', weight: 11, titles: ['VP of AREA', 'Vice President AREA', 'Senior VP of AREA'] },
  { name: 'Director Level', weight: 17, titles: ['Director of AREA', 'AREA Director', 'Senior Director, AREA'] },
  { name: 'Manager Level', weight: 27, titles: ['AREA Manager', 'Senior AREA Manager', 'Head of AREA'] },
  {
    name: 'Staff Level',
    weight: 38,
    titles: ['Software Engineer', 'AREA Specialist', 'AREA Analyst', 'AREA Coordinator', 'AREA Consultant'],
  },
] as const;

/** Industries: how common each is, what its companies are called, how large they tend to be, and codes (NAICS, SIC). */
export const industries = [
  {
    name: 'Technology',
    weight: 22,
    words: ['Software', 'Systems', 'Labs', 'Cloud'],
    size: 2.6,
    naics: '541511',
    sic: '7371',
  },
  { name: 'Healthcare', weight: 14, words: ['Health', 'Clinics', 'Care'], size: 3.4, naics: '622110', sic: '8062' },
  {
    name: 'Financial Services',
    weight: 13,
    words: ['Capital', 'Bank', 'Insurance'],
    size: 3.8,
    naics: '522110',
    sic: '6022',
  },
  {
    name: 'Manufacturing',
    weight: 12,
    words: ['Works', 'Industries', 'Tools'],
    size: 3.6,
    naics: '332710',
    sic: '3599',
  },
  { name: 'Retail', weight: 11, words: ['Stores', 'Market', 'Outfitters'], size: 3.0, naics: '455110', sic: '5311' },
  { name: 'Education', weight: 8, words: ['Academy', 'Learning', 'College'], size: 3.0, naics: '611310', sic: '8221' },
  { name: 'Construction', weight: 7, words: ['Builders', 'Construction'], size: 2.2, naics: '236220', sic: '1542' },
  { name: 'Energy', weight: 5, words: ['Energy', 'Power', 'Solar'], size: 4.2, naics: '221118', sic: '4911' },
  { name: 'Media', weight: 5, words: ['Media', 'Press', 'Studios'], size: 1.8, naics: '516120', sic: '4833' },
  { name: 'Hospitality', weight: 3, words: ['Hotels', 'Kitchens'], size: 1.6, naics: '721110', sic: '7011' },
] as const;

/** North American area codes; with 555-01xx behind them they are nobody's number. */
export const areaCodes = ['202', '212', '303', '305', '312', '404', '415', '503', '512', '617', '702', '713'] as const;
