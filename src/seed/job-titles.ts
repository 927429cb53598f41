import type { Draw } from './random.ts';

/** What people of an industry do, besides what people of every industry do. */
type Work = {
  /** Titles of C Level that its companies fill before those of every industry. */
  chiefs: readonly string[];
  /** Areas of work, which the titles from manager to vice president are made of. */
  areas: readonly string[];
  managers: readonly string[];
  staff: readonly string[];
};

const work = (chiefs: string, areas: string, managers: string, staff: string): Work => ({
  chiefs: chiefs.split(', '),
  areas: areas.split(', '),
  managers: managers.split(', '),
  staff: staff.split(', '),
});

const works: Record<string, Work> = {
  Technology: work(
    'CTO, Chief Product Officer, Chief Architect',
    'Engineering, Product, Customer Success, Data, Security, Infrastructure, Partnerships, Design, Solutions, Platform',
    'Engineering Manager, Product Manager, Technical Program Manager, Scrum Master, Customer Success Manager',
    'Software Engineer, Senior Software Engineer, Data Scientist, DevOps Engineer, QA Engineer, UX Designer, Solutions Consultant, Site Reliability Engineer, Data Engineer, Technical Writer, Support Engineer, Frontend Developer, Security Analyst',
  ),
  Healthcare: work(
    'Chief Medical Officer, Chief Nursing Officer, CTO',
    'Nursing, Clinical Operations, Patient Services, Pharmacy, Quality and Safety, Medical Affairs, Care Coordination',
    'Clinic Manager, Nurse Manager, Practice Manager, Ward Manager, Laboratory Manager',
    'Registered Nurse, Physician, Pharmacist, Physical Therapist, Radiographer, Medical Laboratory Technician, Care Coordinator, Clinical Research Associate, Occupational Therapist, Patient Services Representative, Medical Coder',
  ),
  'Financial Services': work(
    'Chief Risk Officer, Chief Investment Officer, CTO',
    'Risk, Compliance, Wealth Management, Lending, Treasury, Underwriting, Claims, Investments, Audit',
    'Branch Manager, Portfolio Manager, Relationship Manager, Risk Manager, Claims Manager',
    'Financial Analyst, Credit Analyst, Loan Officer, Underwriter, Actuary, Compliance Analyst, Claims Adjuster, Investment Analyst, Internal Auditor, Wealth Advisor, Teller',
  ),
  Manufacturing: work(
    'Chief Supply Chain Officer, Chief Engineering Officer, CTO',
    'Production, Supply Chain, Quality, Maintenance, Logistics, Process Engineering, Health and Safety, Research and Development',
    'Plant Manager, Production Manager, Warehouse Manager, Quality Manager, Shift Manager',
    'Mechanical Engineer, Process Engineer, Quality Inspector, Production Planner, CNC Machinist, Maintenance Technician, Buyer, Industrial Designer, Logistics Coordinator, Electrical Engineer',
  ),
  Retail: work(
    'Chief Merchandising Officer, Chief Digital Officer, CTO',
    'Merchandising, E-Commerce, Store Operations, Buying, Supply Chain, Customer Experience, Category Management, Loss Prevention',
    'Store Manager, Category Manager, Area Manager, E-Commerce Manager, Visual Merchandising Manager',
    'Buyer, Merchandiser, Visual Merchandiser, Sales Associate, Inventory Planner, E-Commerce Specialist, Store Supervisor, Customer Service Representative, Demand Planner',
  ),
  Education: work(
    'Chief Academic Officer, Chief Learning Officer, CTO',
    'Academic Affairs, Admissions, Student Services, Curriculum, Alumni Relations, Research, Advancement, Enrollment',
    'Program Manager, Admissions Manager, Registrar, Library Manager, Student Services Manager',
    'Lecturer, Teacher, Instructional Designer, Academic Advisor, Librarian, Research Associate, Admissions Officer, Laboratory Instructor, Career Counselor',
  ),
  Construction: work(
    'Chief Safety Officer, Chief Engineering Officer, CTO',
    'Project Delivery, Preconstruction, Estimating, Health and Safety, Field Operations, Design, Contracts',
    'Project Manager, Site Manager, Contracts Manager, Safety Manager, Construction Manager',
    'Civil Engineer, Quantity Surveyor, Estimator, Site Engineer, Architect, Safety Officer, Structural Engineer, BIM Coordinator, Land Surveyor, Project Coordinator',
  ),
  Energy: work(
    'Chief Engineering Officer, Chief Safety Officer, CTO',
    'Generation, Grid Operations, Renewables, Asset Management, Trading, Health and Safety, Regulatory Affairs, Field Services',
    'Plant Manager, Asset Manager, Grid Operations Manager, Maintenance Manager, Project Manager',
    'Electrical Engineer, Power Systems Engineer, Field Technician, Energy Analyst, Wind Turbine Technician, Geologist, Environmental Specialist, Control Room Operator, Energy Trader',
  ),
  Media: work(
    'Chief Content Officer, Chief Creative Officer, CTO',
    'Content, Editorial, Production, Advertising, Audience, Distribution, Creative, Programming',
    'Content Manager, Production Manager, Account Manager, Social Media Manager, Managing Editor',
    'Journalist, Editor, Producer, Video Editor, Graphic Designer, Copywriter, Photographer, Sound Engineer, Audience Analyst, Media Planner',
  ),
  Hospitality: work(
    'Chief Experience Officer, Chief Development Officer, CTO',
    'Food and Beverage, Guest Services, Revenue, Events, Housekeeping, Culinary, Front Office',
    'Hotel Manager, Restaurant Manager, Front Office Manager, Events Manager, Revenue Manager',
    'Sous Chef, Concierge, Front Desk Agent, Event Coordinator, Sommelier, Reservations Agent, Guest Relations Officer, Pastry Chef, Housekeeping Supervisor',
  ),
};

const commonAreas = [
  'Finance',
  'Marketing',
  'Human Resources',
  'Operations',
  'Sales',
  'IT',
  'Procurement',
  'Communications',
] as const;

const commonStaff = [
  'Accountant',
  'HR Specialist',
  'Marketing Specialist',
  'Sales Representative',
  'Executive Assistant',
  'IT Support Specialist',
  'Business Analyst',
  'Payroll Specialist',
  'Office Administrator',
] as const;

/** Titles of C Level in the order in which a growing company fills them, those of its industry left out. */
const firstChiefs = ['CEO', 'CFO', 'COO'] as const;
const laterChiefs = [
  'Chief Marketing Officer',
  'CIO',
  'Chief People Officer',
  'Chief Revenue Officer',
  'Chief Legal Officer',
  'Chief Strategy Officer',
  'Chief Information Security Officer',
  'Chief Communications Officer',
  'Chief Data Officer',
  'Chief Procurement Officer',
  'Chief Compliance Officer',
  'Chief Sustainability Officer',
  'Chief Customer Officer',
  'Chief Innovation Officer',
  'Chief Transformation Officer',
  'Chief Administrative Officer',
  'Chief Diversity Officer',
] as const;

/** How many titles of C Level a company may have, by its place among the employee ranges. */
const chiefsBySize = [2, 4, 6, 9, 12, 16, 20, 23] as const;

const workOf = (industry: string): Work => works[industry] as Work;

/**
 * The titles of C Level that a company has, each of them once.
 * @param sizeIndex the company's place among the employee ranges, from 0
 */
export const chiefTitles = (industry: string, sizeIndex: number): string[] =>
  [...firstChiefs, ...workOf(industry).chiefs, ...laterChiefs].slice(0, chiefsBySize[sizeIndex]);

/** Up to this employee range, 11-50, a company has few areas of work. */
const lastSmallSize = 1;
const smallCompanyAreas = ['Sales', 'Operations', 'Marketing', 'Finance'] as const;

const areasOf = (from: Draw, areas: readonly string[], sizeIndex: number): readonly string[] => {
  if (sizeIndex <= lastSmallSize) return from.chance(0.5) ? areas.slice(0, 3) : smallCompanyAreas;
  return from.chance(0.55) ? areas : commonAreas;
};

/** From this employee range on, 501-1000, there are senior directors and senior vice presidents. */
const firstLargeSize = 4;

const patterns: Record<string, { all: readonly string[]; large: readonly string[] }> = {
  'Vice President Level': {
    all: ['VP of AREA', 'VP, AREA', 'Vice President of AREA'],
    large: ['Senior Vice President, AREA', 'SVP, AREA'],
  },
  'Director Level': {
    all: ['Director of AREA', 'AREA Director', 'Head of AREA'],
    large: ['Senior Director, AREA', 'Associate Director, AREA'],
  },
  'Manager Level': { all: ['AREA Manager', 'Senior AREA Manager'], large: ['Regional AREA Manager'] },
};

/**
 * A title that fits an industry, a job level other than C Level, and the size of the company.
 * @param sizeIndex the company's place among the employee ranges, from 0
 */
export const jobTitle = (from: Draw, industry: string, level: string, sizeIndex: number): string => {
  const { areas, managers, staff } = workOf(industry);
  const pattern = patterns[level];
  if (!pattern) return from.chance(0.75) ? from.pick(staff) : from.pick(commonStaff);
  if (level === 'Manager Level' && from.chance(0.4)) return from.pick(managers);
  const area = from.pick(areasOf(from, areas, sizeIndex));
  const isLarge = sizeIndex >= firstLargeSize && from.chance(0.3);
  return from.pick(isLarge ? pattern.large : pattern.all).replace('AREA', area);
};
