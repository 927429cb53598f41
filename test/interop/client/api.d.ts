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
         * @description People who match all filters, newest first. Emails and phones are null until they are unlocked.
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
         * @description The status of a job. Poll it every few seconds, or every 15 to 30 seconds if the job is large.
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
         * @description The status of all jobs of the caller, newest first.
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
         * @description Pauses a job that is in progress, or resumes a paused job. Resuming costs credits for the remaining records.
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
             * @description The value is always true.
             * @constant
             */
            success: true;
            /**
             * Format: uuid
             * @description The id of the job.
             */
            csv_file_id: string;
            /**
             * @description The status of the job.
             * @enum {string}
             */
            status: "queued" | "in-progress" | "paused" | "completed" | "failed";
        };
        ControlBody: {
            /** @description The UUID of the job. */
            csv_file_id: string;
            /**
             * @description The action.
             * @enum {string}
             */
            action: "pause" | "resume";
        };
        Detail: {
            /** @description The error message. */
            detail: string;
        };
        /** @description The fields of one record, in the order in which they are stored. */
        EnrichedRecord: {
            /** @description The company's name. The text is empty if nothing was found. */
            company_name?: string;
            /** @description The address of the company's website. The text is empty if nothing was found. */
            company_website?: string;
            /** @description The address of the company's LinkedIn page. The text is empty if nothing was found. */
            company_linkedin_url?: string;
            /** @description The company's phone number. The text is empty if nothing was found. */
            company_phone?: string;
            /** @description The company's industry, such as Technology. The text is empty if nothing was found. */
            industry?: string;
            /** @description How many employees the company has, such as 1001-5000. The text is empty if nothing was found. */
            employee_range?: string;
            /** @description The company's yearly revenue, such as $100M-$500M. The text is empty if nothing was found. */
            revenue_range?: string;
            /** @description The industry's code in NAICS, the North American classification. The text is empty if nothing was found. */
            naics_code?: string;
            /** @description The industry's code in SIC, the Standard Industrial Classification. The text is empty if nothing was found. */
            sic_code?: string;
            /** @description The street and house number of the head office. The text is empty if nothing was found. */
            company_address?: string;
            /** @description The city of the head office. The text is empty if nothing was found. */
            company_city?: string;
            /** @description The state, province or region of the head office. The text is empty if nothing was found. */
            company_state?: string;
            /** @description The postal code of the head office. The text is empty if nothing was found. */
            company_postal_code?: string;
            /** @description The country of the head office, such as United States. The text is empty if nothing was found. */
            company_country?: string;
            /** @description The contact's first name. The text is empty if nothing was found. */
            first_name?: string;
            /** @description The contact's last name. The text is empty if nothing was found. */
            last_name?: string;
            /** @description The contact's job title. The text is empty if nothing was found. */
            job_title?: string;
            /** @description The level of the contact's job, such as C Level. The text is empty if nothing was found. */
            job_level?: string;
            /** @description The contact's email address, unless its validation failed. The text is empty if nothing was found. */
            contact_email?: string;
            /** @description The number of the contact's own office phone. The text is empty if nothing was found. */
            contact_direct_phone?: string;
            /** @description The number of the contact's mobile phone. The text is empty if nothing was found. */
            contact_mobile_phone?: string;
            /** @description The address of the contact's LinkedIn profile. The text is empty if nothing was found. */
            contact_linkedin_url?: string;
            /** @description The city of the contact's office. The text is empty if nothing was found. */
            contact_office_city?: string;
            /** @description The state, province or region of the contact's office. The text is empty if nothing was found. */
            contact_office_state?: string;
            /** @description The country of the contact's office, such as United States. The text is empty if nothing was found. */
            contact_office_country?: string;
            /**
             * @description How many of the requested fields were found. Only the CSV has this column, never JSON.
             * @enum {string}
             */
            enrichment_status?: "enriched" | "partially_enriched" | "not_enriched";
            /** @description The source of the data: datacore, bigquery, netnut or zerobounce. The text is empty if nothing matched. */
            enrichment_source?: string;
            /** @description Whether the name in the input is the name of the enriched contact: matched, mismatched or skipped. Only Standard and Pro contact jobs have this field. */
            name_match_status?: string;
            /** @description Whether the contact still works at the company: current, left or skipped. Only Standard and Pro contact jobs have this field. */
            still_in_company_status?: string;
        } & {
            [key: string]: unknown | unknown;
        };
        ErrorMessage: {
            /** @description The error message. It says what is wrong and what is expected. Its wording is inferred. */
            error: string;
        };
        InsufficientCredits: {
            /** @description The error message. It names the required credits and the balance. */
            error: string;
            /** @description The number of credits that the call costs. */
            required: number;
            /** @description The number of credits that the account has. */
            balance: number;
        };
        JobStatusAnswer: {
            /**
             * Format: uuid
             * @description The id of the job.
             */
            job_id: string;
            /**
             * @description The status of the job.
             * @enum {string}
             */
            status: "queued" | "in-progress" | "paused" | "completed" | "failed";
            /**
             * Format: date-time
             * @description The time at which the job was submitted, in UTC, without fractions of a second.
             */
            submitted_at: string;
            /**
             * Format: date-time
             * @description The time of the last change of the status, in UTC, without fractions of a second.
             */
            updated_at: string;
        };
        /** @description The jobs of the caller's account, newest first. */
        JobStatusList: components["schemas"]["JobStatusAnswer"][];
        Message: {
            /** @description The error message about the token. */
            message: string;
        };
        /** @description All finished records of the job as CSV (RFC 4180). */
        ResultsCsv: string;
        ResultsPage: {
            /**
             * Format: uuid
             * @description The id of the job.
             */
            job_id: string;
            /** @description The number of finished records of the job, on all pages. */
            total_records: number;
            /** @description The number of this page. */
            page: number;
            /** @description The requested number of records on a page. */
            page_size: number;
            /** @description The records of this page. */
            data: components["schemas"]["EnrichedRecord"][];
        };
        SearchPage: {
            /**
             * @description The value is always true.
             * @constant
             */
            success: true;
            /** @description The number of people that match, on all pages. */
            count: number;
            /** @description The people on this page. */
            results: components["schemas"]["SearchResult"][];
        };
        SearchResult: {
            /** @description The person's id. Unlock takes ids of this form. */
            uuid: string;
            /** @description The first name of the person. */
            first_name: string | null;
            /** @description The last name of the person. */
            last_name: string | null;
            /** @description The name of the company. */
            company_name: string | null;
            /** @description The job title of the person. */
            job_title: string | null;
            /** @description The level of the person's job, such as C Level. */
            job_level: string | null;
            /** @description The industry of the company. */
            industry: string | null;
            /** @description The address of the person's LinkedIn profile. */
            contact_linkedin_url: string | null;
            /** @description The email address. It is null if the account has not unlocked it, or if the person has none. */
            contact_email: string | null;
            /** @description The direct phone number. It is null if the account has not unlocked the phones, or if the person has none. */
            contact_direct_phone: string | null;
            /** @description The mobile phone number. It is null if the account has not unlocked the phones, or if the person has none. */
            contact_mobile_phone: string | null;
            /** @description Whether the account has unlocked the person's email. */
            is_email_unlocked: boolean;
            /** @description Whether the account has unlocked the person's phones. */
            is_phone_unlocked: boolean;
        };
        UnlockAnswer: {
            /**
             * @description The value is always true.
             * @constant
             */
            success: true;
            /** @description A message that confirms the unlock. */
            message: string;
            /** @description The number of people that were not unlocked before. */
            unlocked: number;
            /** @description The number of credits that were charged. */
            credits_charged: number;
            /** @description The number of credits that are left. */
            wallet_balance: number;
        };
        UnlockBody: {
            /** @description The ids of the people to unlock. */
            uuids: string[];
            /**
             * @description The kind of contact data to unlock.
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
                /** @description The format of the answer: json for one page of records, csv for a download of all records. */
                report_type?: "json" | "csv";
                /** @description The number of the page. The first page is 1. The parameter is ignored unless `report_type` is `json`. */
                page?: number;
                /** @description The number of records on a page. The parameter is ignored unless `report_type` is `json`. */
                page_size?: number;
            };
            header?: never;
            path: {
                /** @description The UUID of the job. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records, or with `report_type=csv` all of them. */
            200: {
                headers: {
                    /** @description The file name of the CSV. */
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
                    /** @description The word `Bearer`. */
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
            /** @description The daily quota of a test account is used up. The wording of the body is inferred. */
            429: {
                headers: {
                    /** @description The number of seconds until the next UTC midnight. */
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
                /** @description The value is this text, in any letter case. */
                industry?: string;
                /** @description The value contains this text, in any letter case. */
                job_title?: string;
                /** @description The value is this text, in any letter case. */
                job_level?: string;
                /** @description The value contains this text, in any letter case. */
                company_name?: string;
                /** @description The value is this text, in any letter case. */
                contact_office_country?: string;
                /** @description The value is this text, in any letter case. */
                employee_range?: string;
                /** @description The value is this text, in any letter case. */
                revenue_range?: string;
                /** @description The number of results on a page. Values above 1000 are read as 1000. */
                limit?: number;
                /** @description The number of results to skip before the page. */
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
                    /** @description The word `Token`. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily quota of a test account is used up. The wording of the body is inferred. */
            429: {
                headers: {
                    /** @description The number of seconds until the next UTC midnight. */
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
                /** @description The UUID of the job. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status of the job. */
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
                    /** @description The word `Bearer`. */
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
            /** @description The daily quota of a test account is used up. The wording of the body is inferred. */
            429: {
                headers: {
                    /** @description The number of seconds until the next UTC midnight. */
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
                    /** @description The word `Bearer`. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The daily quota of a test account is used up. The wording of the body is inferred. */
            429: {
                headers: {
                    /** @description The number of seconds until the next UTC midnight. */
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
            /** @description The action was applied. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlAnswer"];
                };
            };
            /** @description A field is missing or wrong, the job is in another state, or the body is not JSON. */
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
                    /** @description The word `Bearer`. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The account has too few credits. Nothing is charged, and nothing is changed. */
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
            /** @description The `Content-Type` of the body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily quota of a test account is used up. The wording of the body is inferred. */
            429: {
                headers: {
                    /** @description The number of seconds until the next UTC midnight. */
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
            /** @description A field is missing or wrong, a UUID is unknown, or the body is not JSON. */
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
                    /** @description The word `Token`. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The account has too few credits. Nothing is charged, and nothing is changed. */
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
            /** @description The `Content-Type` of the body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description The daily quota of a test account is used up. The wording of the body is inferred. */
            429: {
                headers: {
                    /** @description The number of seconds until the next UTC midnight. */
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
