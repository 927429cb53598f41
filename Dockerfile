FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY test/client/package.json ./test/client/
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY tools ./tools
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production ECORE_MOCK_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY fixtures ./fixtures
USER 1000:1000
EXPOSE 3267
ENTRYPOINT ["node", "/app/dist/bin.js"]
