import { DefaultNamingStrategy } from 'typeorm';

/** Columns in snake_case; a name given by hand stays. */
export class SnakeNamingStrategy extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined): string {
    return given ?? snakeCase(property);
  }
}

/** The column's name of a property that has none given by hand. */
export function snakeCase(property: string): string {
  return property.replace(/([A-Z])/g, '_$1').toLowerCase();
}
