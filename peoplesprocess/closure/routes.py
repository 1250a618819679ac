from flask import Blueprint

room = Blueprint("closure", __name__)
