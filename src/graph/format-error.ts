import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import {
  badInput,
  isRefusal,
  type AnyRefusal,
  type ErrorCode,
  type ErrorDetails,
  type FaultSpec,
  type TextParams,
  type UnmetCondition,
} from '../core/errors';
import { loggedCause, type LoggedCause } from '../core/logged-cause';
import type { Locale } from '../core/vocabulary';
import type { Catalogue } from '../text/catalogue';
import { variableFault } from './variable-fault';

/** Where the cause of an INTERNAL error is written; never to the client. */
export interface FaultLog {
  error(fields: { errorId: string; cause: LoggedCause }, message: string): void;
}

/** Turns whatever was thrown into what a client may know; the only translator for both transports. */
export class ErrorFormatter {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly log: FaultLog,
  ) {}

  /** The formatted error in the viewer's language: a code, its details, a text; nothing of our inside. */
  format(error: unknown, locale: Locale): GraphQLFormattedError {
    const cause = originalOf(error);
    const place = error instanceof GraphQLError ? placeOf(error) : {};
    if (isRefusal(cause)) return { ...this.refusal(cause, locale), ...place };
    if (error instanceof GraphQLError && isOfDocument(error)) {
      const fault = variableFault(error);
      if (fault) return { ...this.refusal(badInput([fault]), locale), ...place };
      const fields = [{ path: 'document', code: 'DOCUMENT', message: error.message }];
      const message = this.catalogue.text('error.BAD_USER_INPUT', locale, { faults: error.message });
      return { message, ...place, extensions: { code: 'BAD_USER_INPUT', fields } };
    }
    return { ...this.internal(cause, locale), ...place };
  }

  /** A refusal with its details as the API promises them. */
  refusal(refusal: AnyRefusal, locale: Locale): GraphQLFormattedError {
    const { code } = refusal;
    const details = this.detailsOf(refusal, locale);
    return { message: this.messageOf(refusal, locale), extensions: { code, ...details } };
  }

  private internal(cause: unknown, locale: Locale): GraphQLFormattedError {
    const errorId = randomUUID();
    this.log.error({ errorId, cause: loggedCause(cause) }, 'internal error');
    return {
      message: this.catalogue.text('error.INTERNAL', locale, { errorId }),
      extensions: { code: 'INTERNAL', errorId },
    };
  }

  private detailsOf(refusal: AnyRefusal, locale: Locale): Readonly<Record<string, unknown>> {
    if (refusal.code === 'BAD_USER_INPUT') return { fields: this.fieldsOf(refusal.details.fields, locale) };
    if (refusal.code === 'FORBIDDEN') {
      const { denial } = refusal.details;
      return { denial: { ...denial, reason: this.known(`denial.${denial.code}`, locale) } };
    }
    if (refusal.code === 'ILLEGAL_TRANSITION') {
      const { state, allowed } = refusal.details;
      return { state, allowed };
    }
    if (refusal.code !== 'PRECONDITION_FAILED') return refusal.details;
    return { unmet: this.unmetOf(refusal.details.unmet, locale) };
  }

  private messageOf(refusal: AnyRefusal, locale: Locale): string {
    return this.catalogue.text(`error.${refusal.code satisfies ErrorCode}`, locale, this.paramsOf(refusal, locale));
  }

  private paramsOf(refusal: AnyRefusal, locale: Locale): TextParams {
    switch (refusal.code) {
      case 'FORBIDDEN':
        return { reason: this.known(`denial.${refusal.details.denial.code}`, locale) };
      case 'BAD_USER_INPUT':
        return { faults: this.faultsText(refusal.details.fields, locale) };
      case 'VERSION_CONFLICT':
        return { currentVersion: refusal.details.currentVersion };
      case 'ILLEGAL_TRANSITION':
        return { state: this.known(refusal.details.label, locale) };
      case 'PRECONDITION_FAILED':
        return {
          reasons: this.unmetOf(refusal.details.unmet, locale)
            .map(({ message }) => message)
            .join('; '),
        };
      case 'DEADLINE_PASSED':
        return { dueAt: refusal.details.dueAt };
      case 'LIMIT_EXCEEDED':
        return { limit: this.limitText(refusal.details, locale) };
      default:
        return {};
    }
  }

  private fieldsOf(faults: readonly FaultSpec[], locale: Locale): { path: string; code: string; message: string }[] {
    return faults.map(({ path, code, params }) => ({
      path,
      code,
      message: this.known(`fault.${code}`, locale, params),
    }));
  }

  private unmetOf(unmet: readonly UnmetCondition[], locale: Locale): { code: string; message: string }[] {
    return unmet.map(({ code, params }) => ({ code, message: this.known(`denial.${code}`, locale, params) }));
  }

  private faultsText(faults: readonly FaultSpec[], locale: Locale): string {
    return this.fieldsOf(faults, locale)
      .map(({ path, message }) => `${path} ${message}`)
      .join('; ');
  }

  private limitText({ limit, retryAfterSeconds: seconds }: ErrorDetails['LIMIT_EXCEEDED'], locale: Locale): string {
    return this.known(`limit.${limit}`, locale, seconds === undefined ? {} : { seconds });
  }

  private known(key: string, locale: Locale, params: TextParams = {}): string {
    return this.catalogue.has(key) ? this.catalogue.text(key, locale, params) : key;
  }
}

function originalOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/**
 * Errors of the document itself (syntax, validation, variables) have no cause of ours and may be told in full. What has a
 * path came of executing it: but for an argument that a variable did not give, it is ours, such as a value that is none
 * of its enum.
 */
function isOfDocument({ originalError, path, message }: GraphQLError): boolean {
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) return false;
  return path === undefined || message.startsWith('Argument "');
}

function placeOf(error: GraphQLError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  return {
    ...(error.path ? { path: error.path } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
  };
}
