/** The categories of jobs: contact jobs enrich people, account jobs enrich companies (R11, R14). */
export const jobCategories = ['contact', 'account'] as const;
export type JobCategory = (typeof jobCategories)[number];

/** The tiers of jobs (R11). */
export const jobTiers = ['quick', 'standard', 'pro'] as const;
export type JobTier = (typeof jobTiers)[number];

/** The values of the filters with fixed values, from small to large (README, The default data). */
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
/** R20: the sources that the data of a record may come from, the most common source first. `weight` says how common each source is. */
export const enrichmentSources = [
  { name: 'datacore', weight: 70 },
  { name: 'bigquery', weight: 22 },
  { name: 'netnut', weight: 5 },
  { name: 'zerobounce', weight: 3 },
] as const;

/** Job levels from the top. `weight` says how common each level is; fixtures/generate/job-titles.ts has their titles. */
export const jobLevels = [
  { name: 'C Level', weight: 30 },
  { name: 'Vice President Level', weight: 12 },
  { name: 'Director Level', weight: 16 },
  { name: 'Manager Level', weight: 20 },
  { name: 'Staff Level', weight: 22 },
] as const;
export type JobLevel = (typeof jobLevels)[number];

/**
 * Industries: `weight` says how common each is, `words` what its companies are called, `size` how large they tend to be, and
 * `naics` and `sic` are its codes. Together with the weights of the job levels, about one in eight people is of Technology
 * and C Level, as in the vendor's example. The share of C Level is nearly the same in every industry.
 */
export const industries = [
  {
    name: 'Technology',
    weight: 45,
    words: ['Software', 'Systems', 'Labs', 'Cloud', 'Analytics', 'Technologies', 'Digital', 'Networks', 'Data'],
    size: 2.6,
    naics: '541511',
    sic: '7371',
  },
  {
    name: 'Healthcare',
    weight: 10,
    words: ['Health', 'Clinics', 'Care', 'Medical', 'Therapeutics'],
    size: 3.4,
    naics: '622110',
    sic: '8062',
  },
  {
    name: 'Financial Services',
    weight: 9,
    words: ['Capital', 'Bank', 'Insurance', 'Advisors', 'Wealth'],
    size: 3.8,
    naics: '522110',
    sic: '6022',
  },
  {
    name: 'Manufacturing',
    weight: 8,
    words: ['Works', 'Industries', 'Tools', 'Manufacturing', 'Precision'],
    size: 3.6,
    naics: '332710',
    sic: '3599',
  },
  {
    name: 'Retail',
    weight: 7,
    words: ['Stores', 'Market', 'Outfitters', 'Trading', 'Home'],
    size: 3.0,
    naics: '455110',
    sic: '5311',
  },
  {
    name: 'Education',
    weight: 6,
    words: ['Academy', 'Learning', 'College', 'Institute'],
    size: 3.0,
    naics: '611310',
    sic: '8221',
  },
  {
    name: 'Construction',
    weight: 5,
    words: ['Builders', 'Construction', 'Contracting', 'Engineering'],
    size: 2.2,
    naics: '236220',
    sic: '1542',
  },
  { name: 'Energy', weight: 4, words: ['Energy', 'Power', 'Solar', 'Wind'], size: 4.2, naics: '221118', sic: '4911' },
  {
    name: 'Media',
    weight: 3,
    words: ['Media', 'Press', 'Studios', 'Pictures'],
    size: 1.8,
    naics: '516120',
    sic: '4833',
  },
  {
    name: 'Hospitality',
    weight: 3,
    words: ['Hotels', 'Kitchens', 'Resorts', 'Catering'],
    size: 1.6,
    naics: '721110',
    sic: '7011',
  },
] as const;
export type Industry = (typeof industries)[number];
