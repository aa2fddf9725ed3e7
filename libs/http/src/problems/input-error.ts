import { DomainError } from '#libs/kernel';
import { type FieldError } from './problem.js';

/** 400: names all that is wrong with the input; the first thing is also the problem's own code, field and detail. */
export class InputError extends DomainError {
  /** @param errors at least one */
  constructor(readonly errors: readonly FieldError[]) {
    const [first] = errors;
    super({
      code: first?.code ?? 'invalid-input',
      kind: 'invalid',
      message: first?.detail ?? 'The input is not of the form asked for.',
      ...(first === undefined ? {} : { field: first.field }),
    });
    this.name = 'InputError';
  }
}
