FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools/node/package.json ./tools/node/
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY tools ./tools
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts
# Delete the files for other platforms, compilers and type checkers.
RUN cd node_modules && rm -rf .bin .package-lock.json @sinclair better-sqlite3/deps better-sqlite3/src \
    && find better-sqlite3/prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete \
    && find /app/dist -name '*.d.ts' -delete

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production ECORE_MOCK_HOST=0.0.0.0 ECORE_MOCK_FIXTURES_MOUNT=/fixtures
LABEL org.opencontainers.image.title="ecore-mock" \
      org.opencontainers.image.description="A local stand-in for the eCore data API" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY fixtures ./fixtures
# Any user may write to /data. A new volume that is mounted there gets the same mode.
RUN mkdir /fixtures && mkdir -m 1777 /data
# Prepare the default data, so that every start is fast for every user and on a read-only file system.
ENV ECORE_MOCK_CACHE=/app/cache
RUN node dist/bin.js prepare && chmod -R a+rX cache
USER 1000:1000
EXPOSE 3267
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["node", "/app/dist/bin.js", "healthcheck"]
ENTRYPOINT ["node", "--max-semi-space-size=16", "/app/dist/bin.js"]
