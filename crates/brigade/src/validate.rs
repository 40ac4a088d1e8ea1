//! Reads values leniently, as pydantic does, and says everything that is wrong with them: the slow path.
