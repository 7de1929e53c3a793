"""What the contract tests need of files."""

from tongxin.files.models import StoredFile

ARGUMENTS = {
    "file_id": lambda _world, _at: StoredFile.objects.first().pk,
}
