# The reference server. Build: docker build -t importer-server .
#
# Run, with clients in the volume and a token of your own:
#   docker run -p 8080:8080 -v importer:/data -e IMPORTER_TOKEN=… importer-server
# With PostgreSQL instead: -e DATABASE_URL=postgres://…
#
# It serves the API alone; mount a built app and add `--app /app` to serve that too.

FROM rust:1.94-slim-trixie AS build
# SQLite and ring are compiled from their C sources.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# The pinned toolchain would bring the browser's target along; the image has the compiler it needs.
RUN rm rust-toolchain.toml \
    && cargo build --locked --profile native --package importer-server \
    && mkdir /data

# glibc, CA certificates, a user without rights; no shell.
FROM gcr.io/distroless/cc-debian13:nonroot
COPY --from=build /source/target/native/importer-server /usr/local/bin/importer-server
COPY --from=build --chown=nonroot:nonroot /data /data
VOLUME /data
EXPOSE 8080
ENV DATABASE_URL=sqlite:///data/importer.sqlite
# Outside loopback the server does not start without a token.
ENTRYPOINT ["/usr/local/bin/importer-server", "--listen", "0.0.0.0:8080", "--log", "json"]
