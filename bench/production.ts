// Imported first: graphql asks at its loading whether it runs in production, and so do Apollo Server and Express.
process.env['NODE_ENV'] ??= 'production';
