"""Uploads end at the limit, while they are still arriving."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler


class LimitedUploadHandler(FileUploadHandler):
    """Drops a file above `UPLOAD_LIMIT_BYTES`, without storing it; the form then says that it was too large."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_LIMIT_BYTES:
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


class PatientTemporaryFileUploadHandler(TemporaryFileUploadHandler):
    """Drops a file the server's disk has no room for; the form then says so instead of breaking off."""

    def new_file(self, *args, **kwargs):
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.request.upload_not_stored = True
            raise SkipFile from error

    def receive_data_chunk(self, raw_data, start):
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self.request.upload_not_stored = True
            raise SkipFile from error
