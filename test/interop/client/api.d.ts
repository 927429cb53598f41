// Made by `npm run client` from the OpenAPI document.
export interface paths {
    "/enrichment/result/{job_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enrichment Results
         * @description The records of a job that is completed or paused: pages of JSON, or all of them as CSV.
         */
        get: operations["getEnrichmentResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/external/search/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search Records
         * @description People who meet all filters, newest first. Emails and phones are null until they are unlocked.
         */
        get: operations["searchRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/enrichment/status/{job_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enrichment Status
         * @description How far a job is. To be polled every few seconds, every 15 to 30 seconds where the job is large.
         */
        get: operations["getEnrichmentStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/enrichment/status/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All jobs of the caller
         * @description How far each of the caller's jobs is, newest first.
         */
        get: operations["listEnrichmentStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/enrichment-control/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrichment Control
         * @description Pauses a job that is in progress, or resumes one that is paused, which prices its remaining records.
         */
        post: operations["controlEnrichment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/external/unlock/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock Records
         * @description Buys the emails or the phones of records, which Search then shows. Records that are owned cost nothing.
         */
        post: operations["unlockRecords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        BadBody: components["schemas"]["ErrorMessage"] | components["schemas"]["Detail"];
        ControlAnswer: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /**
             * Format: uuid
             * @description The job.
             */
            csv_file_id: string;
            /**
             * @description The API's word for the job's status.
             * @enum {string}
             */
            status: "queued" | "in-progress" | "paused" | "completed" | "failed";
        };
        ControlBody: {
            /** @description The job. */
            csv_file_id: string;
            /**
             * @description What to do.
             * @enum {string}
             */
            action: "pause" | "resume";
        };
        Detail: {
            /** @description What is wrong. */
            detail: string;
        };
        /** @description The fields of a record in stored order. */
        EnrichedRecord: {
            /** @description The company's name. Empty if nothing was found. */
            company_name?: string;
            /** @description The address of the company's website. Empty if nothing was found. */
            company_website?: string;
            /** @description The address of the company's LinkedIn page. Empty if nothing was found. */
            company_linkedin_url?: string;
            /** @description The company's phone number. Empty if nothing was found. */
            company_phone?: string;
            /** @description The company's industry, such as Technology. Empty if nothing was found. */
            industry?: string;
            /** @description How many employees the company has, such as 1001-5000. Empty if nothing was found. */
            employee_range?: string;
            /** @description The company's yearly revenue, such as $100M-$500M. Empty if nothing was found. */
            revenue_range?: string;
            /** @description The industry's code in NAICS, the North American classification. Empty if nothing was found. */
            naics_code?: string;
            /** @description The industry's code in SIC, the Standard Industrial Classification. Empty if nothing was found. */
            sic_code?: string;
            /** @description Street and number of the head office. Empty if nothing was found. */
            company_address?: string;
            /** @description The city of the head office. Empty if nothing was found. */
            company_city?: string;
            /** @description The state, province or region of the head office. Empty if nothing was found. */
            company_state?: string;
            /** @description The postal code of the head office. Empty if nothing was found. */
            company_postal_code?: string;
            /** @description The country of the head office, such as United States. Empty if nothing was found. */
            company_country?: string;
            /** @description The contact's first name. Empty if nothing was found. */
            first_name?: string;
            /** @description The contact's last name. Empty if nothing was found. */
            last_name?: string;
            /** @description The contact's job title. Empty if nothing was found. */
            job_title?: string;
            /** @description The level of the contact's job, such as C Level. Empty if nothing was found. */
            job_level?: string;
            /** @description The contact's email address, unless its validation failed. Empty if nothing was found. */
            contact_email?: string;
            /** @description The number of the contact's own office phone. Empty if nothing was found. */
            contact_direct_phone?: string;
            /** @description The number of the contact's mobile phone. Empty if nothing was found. */
            contact_mobile_phone?: string;
            /** @description The address of the contact's LinkedIn profile. Empty if nothing was found. */
            contact_linkedin_url?: string;
            /** @description The city of the contact's office. Empty if nothing was found. */
            contact_office_city?: string;
            /** @description The state, province or region of the contact's office. Empty if nothing was found. */
            contact_office_state?: string;
            /** @description The country of the contact's office, such as United States. Empty if nothing was found. */
            contact_office_country?: string;
            /**
             * @description How much of what was requested was found. Only the CSV has it; JSON never does.
             * @enum {string}
             */
            enrichment_status?: "enriched" | "partially_enriched" | "not_enriched";
            /** @description Where the data is from: datacore, bigquery, netnut or zerobounce. Empty if nothing matched. */
            enrichment_source?: string;
            /** @description Whether the input has the name of the enriched contact: matched, mismatched or skipped. Standard and Pro contact jobs alone have it. */
            name_match_status?: string;
            /** @description Whether the contact still works at the company: current, left or skipped. Standard and Pro contact jobs alone have it. */
            still_in_company_status?: string;
        } & {
            [key: string]: unknown | unknown;
        };
        ErrorMessage: {
            /** @description What is wrong, and what is expected. The words are inferred. */
            error: string;
        };
        InsufficientCredits: {
            /** @description What is needed and what is there. */
            error: string;
            /** @description Credits that it costs. */
            required: number;
            /** @description Credits in the wallet. */
            balance: number;
        };
        JobStatusAnswer: {
            /**
             * Format: uuid
             * @description The job.
             */
            job_id: string;
            /**
             * @description The API's word for the job's status.
             * @enum {string}
             */
            status: "queued" | "in-progress" | "paused" | "completed" | "failed";
            /**
             * Format: date-time
             * @description When it was submitted, in UTC, to the second.
             */
            submitted_at: string;
            /**
             * Format: date-time
             * @description When its status last changed, in UTC, to the second.
             */
            updated_at: string;
        };
        /** @description The caller's jobs, newest first. */
        JobStatusList: components["schemas"]["JobStatusAnswer"][];
        Message: {
            /** @description What is wrong with the token. */
            message: string;
        };
        /** @description All records that are done, as RFC 4180 text. */
        ResultsCsv: string;
        ResultsPage: {
            /**
             * Format: uuid
             * @description The job whose results these are.
             */
            job_id: string;
            /** @description How many records the job has that are done, on all pages. */
            total_records: number;
            /** @description The page asked for. */
            page: number;
            /** @description The page size asked for. */
            page_size: number;
            /** @description The records of this page. */
            data: components["schemas"]["EnrichedRecord"][];
        };
        SearchPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description How many people match, on all pages. */
            count: number;
            /** @description The people of this page. */
            results: components["schemas"]["SearchResult"][];
        };
        SearchResult: {
            /** @description The person's id, which Unlock takes. */
            uuid: string;
            /** @description The first name. */
            first_name: string | null;
            /** @description The last name. */
            last_name: string | null;
            /** @description The company's name. */
            company_name: string | null;
            /** @description The job title. */
            job_title: string | null;
            /** @description The level of the job. */
            job_level: string | null;
            /** @description The company's industry. */
            industry: string | null;
            /** @description The LinkedIn profile. */
            contact_linkedin_url: string | null;
            /** @description Null until the account has unlocked the person's email, or if there is none. */
            contact_email: string | null;
            /** @description Null until the account has unlocked the person's phone, or if there is none. */
            contact_direct_phone: string | null;
            /** @description Null until the account has unlocked the person's phone, or if there is none. */
            contact_mobile_phone: string | null;
            /** @description Whether the account has unlocked the email. */
            is_email_unlocked: boolean;
            /** @description Whether the account has unlocked the phone. */
            is_phone_unlocked: boolean;
        };
        UnlockAnswer: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description That it was done. */
            message: string;
            /** @description How many records were not owned before. */
            unlocked: number;
            /** @description What it cost. */
            credits_charged: number;
            /** @description What is left. */
            wallet_balance: number;
        };
        UnlockBody: {
            /** @description The records. */
            uuids: string[];
            /**
             * @description What to unlock.
             * @enum {string}
             */
            unlock_type: "email" | "phone";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getEnrichmentResults: {
        parameters: {
            query?: {
                /** @description json for pages of records, csv for a download of all of them. */
                report_type?: "json" | "csv";
                /** @description Which page, from 1. Ignored unless `report_type` is `json`. */
                page?: number;
                /** @description Records a page. Ignored unless `report_type` is `json`. */
                page_size?: number;
            };
            header?: never;
            path: {
                /** @description The job's UUID. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records, or with `report_type=csv` all of them. */
            200: {
                headers: {
                    /** @description With CSV, the name to save it under. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultsPage"];
                    "text/csv": components["schemas"]["ResultsCsv"];
                };
            };
            /** @description The job has no results yet, or a parameter is not what it must be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorMessage"];
                };
            };
            /** @description The token is missing, invalid, expired or revoked, or its account is inactive. */
            401: {
                headers: {
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The caller has no such job, or nothing is stored for it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily cap of a test token is used up. The words of the body are inferred. */
            429: {
                headers: {
                    /** @description Seconds to the next UTC midnight. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description An unexpected failure. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
        };
    };
    searchRecords: {
        parameters: {
            query?: {
                /** @description The whole of the value, in any letter case. */
                industry?: string;
                /** @description Any part of the value, in any letter case. */
                job_title?: string;
                /** @description The whole of the value, in any letter case. */
                job_level?: string;
                /** @description Any part of the value, in any letter case. */
                company_name?: string;
                /** @description The whole of the value, in any letter case. */
                contact_office_country?: string;
                /** @description The whole of the value, in any letter case. */
                employee_range?: string;
                /** @description The whole of the value, in any letter case. */
                revenue_range?: string;
                /** @description Results a page; more than 1000 gives 1000. */
                limit?: number;
                /** @description How many results to leave out before the page. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the people who match. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPage"];
                };
            };
            /** @description A parameter is not what it must be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorMessage"];
                };
            };
            /** @description The token is missing, invalid, expired or revoked, or its account is inactive. */
            401: {
                headers: {
                    /** @description `Token` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily cap of a test token is used up. The words of the body are inferred. */
            429: {
                headers: {
                    /** @description Seconds to the next UTC midnight. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description An unexpected failure. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
        };
    };
    getEnrichmentStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's UUID. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobStatusAnswer"];
                };
            };
            /** @description The token is missing, invalid, expired or revoked, or its account is inactive. */
            401: {
                headers: {
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The caller has no such job. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily cap of a test token is used up. The words of the body are inferred. */
            429: {
                headers: {
                    /** @description Seconds to the next UTC midnight. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description An unexpected failure. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
        };
    };
    listEnrichmentStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller's jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobStatusList"];
                };
            };
            /** @description The token is missing, invalid, expired or revoked, or its account is inactive. */
            401: {
                headers: {
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The daily cap of a test token is used up. The words of the body are inferred. */
            429: {
                headers: {
                    /** @description Seconds to the next UTC midnight. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description An unexpected failure. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
        };
    };
    controlEnrichment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlBody"];
            };
        };
        responses: {
            /** @description It is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlAnswer"];
                };
            };
            /** @description A field is missing or wrong, the job is in another state, or the body is no JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BadBody"];
                };
            };
            /** @description The token is missing, invalid, expired or revoked, or its account is inactive. */
            401: {
                headers: {
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Too few credits: nothing is charged and nothing changed. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InsufficientCredits"];
                };
            };
            /** @description The caller has no such job. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The body is no JSON by its content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily cap of a test token is used up. The words of the body are inferred. */
            429: {
                headers: {
                    /** @description Seconds to the next UTC midnight. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description An unexpected failure. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
        };
    };
    unlockRecords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockBody"];
            };
        };
        responses: {
            /** @description They are unlocked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnlockAnswer"];
                };
            };
            /** @description A field is missing or wrong, a UUID is nobody's, or the body is no JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BadBody"];
                };
            };
            /** @description The token is missing, invalid, expired or revoked, or its account is inactive. */
            401: {
                headers: {
                    /** @description `Token` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description Too few credits: nothing is charged and nothing changed. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InsufficientCredits"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The body is no JSON by its content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily cap of a test token is used up. The words of the body are inferred. */
            429: {
                headers: {
                    /** @description Seconds to the next UTC midnight. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description An unexpected failure. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
        };
    };
}
